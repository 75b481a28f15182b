/** The Link wizard. */
export function App() {
  return <main />;
}
