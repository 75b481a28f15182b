/**
 * The values of an enum, in the order of their descriptions. Each is named by its value, in upper
 * case with underscores.
 */
export function describedValues<Value extends string>(
  descriptions: Readonly<Record<Value, string>>,
): Record<string, { value: Value; description: string }> {
  const described = Object.entries(descriptions) as [Value, string][];
  return Object.fromEntries(
    described.map(([value, description]) => [
      value.toUpperCase().replaceAll(/[-.]/g, '_'),
      { value, description },
    ]),
  );
}
