/** The path of the API, over HTTP and over WebSocket. */
export const graphqlPath = '/graphql';
