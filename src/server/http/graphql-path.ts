/** Where the API is asked, over HTTP and over WebSocket. */
export const graphqlPath = '/graphql';
