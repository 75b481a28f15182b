/** What a poll's outcome means: the next state, the events, the next poll. Pure. */
export {
  type ConnectionFacts,
  connectionErrorData,
  connectionErrorTypeOf,
  connectionNewsData,
} from './connection-news.ts';
export { decidePoll } from './decide-poll.ts';
export type { PollDecision, PollNews } from './decision.ts';
