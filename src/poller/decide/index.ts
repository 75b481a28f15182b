/** What a poll's outcome means: the next state, the events, the next poll. Pure. */
export {
  type ConnectionFacts,
  connectionErrorData,
  connectionNewsData,
} from './connection-news.ts';
export { decidePoll, type PollDecision, type PollNews } from './decide-poll.ts';
