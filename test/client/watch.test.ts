import { describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { systemClock } from '#std/clock';
import { createNotes, startClientGateway } from '#test/client-gateway';
import { eventually } from '#test/eventually';
import { socketLimits } from '../../client/src/socket-limits.ts';

describe('a watch of the client', () => {
  it('is connecting, then live, and brings each event once', async () => {
    const { connect, append, event, userId } = await startClientGateway();
    const notes = createNotes();
    const watch = connect().watchGlucose(userId, notes);
    expect(watch.state.name).toBe('connecting');
    await eventually(() => watch.state.name === 'live');
    const events = [event(), event()];
    await append(...events);
    await eventually(() => notes.ids.length === 2);
    expect(notes.ids).toEqual(events.map(({ id }) => id));
    expect(notes.names()).toEqual(['connecting', 'live']);
    watch.stop();
    expect(notes.last()).toEqual({ name: 'ended', reason: 'stopped', error: null });
  });

  it('is behind from when the way is lost until it has brought what was missed', async () => {
    const { connect, append, event, userId, proxy, url } = await startClientGateway();
    const [notes, witness] = [createNotes(), createNotes()];
    const statesAtEvents: string[] = [];
    const watch = connect().watchGlucose(userId, {
      ...notes,
      onEvent(told) {
        statesAtEvents.push(watch.state.name);
        notes.onEvent(told);
      },
    });
    await eventually(() => watch.state.name === 'live');
    const direct = connect({ url }).watchGlucose(userId, witness);
    await eventually(() => direct.state.name === 'live');
    proxy.refuse();
    await eventually(() => watch.state.name === 'behind');
    const missed = [event(), event(), event()];
    await append(...missed);
    // From here on the node knows of them, and says so when it lets a socket in.
    await eventually(() => witness.ids.length === 3);
    proxy.open();
    await eventually(() => notes.ids.length === 3 && watch.state.name === 'live');
    expect(statesAtEvents).toEqual(['behind', 'behind', 'behind']);
    expect(notes.ids).toEqual(missed.map(({ id }) => id));
    const names = notes.names();
    expect(names.slice(0, 3)).toEqual(['connecting', 'live', 'behind']);
    expect(names.lastIndexOf('live')).toBe(names.length - 1);
  });

  it('is live at once when nothing was missed', async () => {
    const { connect, userId, proxy } = await startClientGateway();
    const notes = createNotes();
    const watch = connect().watchGlucose(userId, notes);
    await eventually(() => watch.state.name === 'live');
    proxy.cut();
    await eventually(() => notes.names().includes('behind'));
    await eventually(() => watch.state.name === 'live');
    expect(notes.ids).toEqual([]);
  });

  it('goes on from a cursor, behind until it has caught up', async () => {
    const { connect, append, event, userId } = await startClientGateway();
    const first = createNotes();
    const before = connect().watchGlucose(userId, first);
    await eventually(() => before.state.name === 'live');
    await append(event());
    await eventually(() => first.ids.length === 1);
    const after = before.cursor;
    const missed = event();
    await append(missed);
    // From here on the node knows of it, and says so when it lets a socket in.
    await eventually(() => first.ids.length === 2);
    before.stop();
    const notes = createNotes();
    const watch = connect().watchGlucose(userId, { ...notes, after });
    await eventually(() => watch.state.name === 'live');
    expect(notes.ids).toEqual([missed.id]);
    expect(notes.names()).toEqual(['connecting', 'behind', 'live']);
  });

  it('takes a path that is dead without a word for lost, and resumes on another', async () => {
    const { connect, append, event, userId, proxy } = await startClientGateway();
    const limits = { pingMs: 300, pongMs: 200, connectMs: 500 };
    const notes = createNotes();
    const watch = connect({ limits }).watchGlucose(userId, notes);
    await eventually(() => watch.state.name === 'live');
    proxy.freeze();
    await eventually(() => watch.state.name === 'behind');
    const missed = [event(), event()];
    await append(...missed);
    // Long enough for tries that meet the dead path too.
    await eventually(() => notes.names().filter((name) => name === 'behind').length > 2);
    proxy.thaw();
    await eventually(() => notes.ids.length === 2);
    expect(notes.ids).toEqual(missed.map(({ id }) => id));
  });

  it('notices a dead path within 30 seconds unless told otherwise', () => {
    const { pingMs, pongMs } = socketLimits;
    expect(pingMs + pongMs).toBeLessThan(30_000);
  });

  it('is not disturbed by what lives: pings are answered while nothing else is said', async () => {
    const { connect, userId } = await startClientGateway();
    const notes = createNotes();
    const watch = connect({ limits: { pingMs: 20, pongMs: 1_000 } }).watchGlucose(userId, notes);
    await eventually(() => watch.state.name === 'live');
    await systemClock.sleep(300);
    expect(notes.names()).toEqual(['connecting', 'live']);
  });

  it('shares one socket with others, and goes on when they stop', async () => {
    const { connect, append, event, userId, proxy } = await startClientGateway();
    const gateway = connect();
    const [first, second] = [createNotes(), createNotes()];
    const watch = gateway.watchGlucose(userId, first);
    gateway.events({ userId, ...second });
    await eventually(() => second.last().name === 'live' && watch.state.name === 'live');
    expect(proxy.connectionCount()).toBe(1);
    watch.stop();
    await append(event());
    await eventually(() => second.ids.length === 1);
    expect(first.ids).toEqual([]);
  });

  it('works with the sockets of ws, also when one is given up while it is opened', async () => {
    const { connect, append, event, userId, proxy } = await startClientGateway();
    proxy.freeze();
    const notes = createNotes();
    const limits = { connectMs: 100 };
    const watch = connect({ webSocket: WebSocket, limits }).watchGlucose(userId, notes);
    await eventually(() => notes.states.length > 3);
    expect(watch.state.name).toBe('connecting');
    proxy.thaw();
    await eventually(() => watch.state.name === 'live');
    const sent = event();
    await append(sent);
    await eventually(() => notes.ids.length === 1);
  });

  it('knows the clock of the gateway', async () => {
    const { connect, userId } = await startClientGateway();
    const gateway = connect();
    expect(gateway.nowMs()).toBeNull();
    const watch = gateway.watchGlucose(userId);
    await eventually(() => watch.state.name === 'live');
    expect(Math.abs((gateway.nowMs() ?? 0) - systemClock.nowMs())).toBeLessThan(2_000);
  });

  it('hears the age of a sample once, however often it is drawn', async () => {
    const { connect } = await startClientGateway();
    const gateway = connect();
    const sample = { takenAt: '1970-01-01T00:00:00Z', ageSeconds: 60 };
    gateway.hearAge(sample);
    await eventually(() => (gateway.nowMs() ?? 0) >= 60_020);
    gateway.hearAge(sample);
    expect(gateway.nowMs()).toBeGreaterThanOrEqual(60_020);
  });

  it('survives a mistake of the application in its callback', async () => {
    const { connect, append, event, userId } = await startClientGateway();
    const mistakes: unknown[] = [];
    const note = (error: unknown) => mistakes.push(error);
    process.prependOnceListener('uncaughtException', note);
    const listeners = process.listeners('uncaughtException').filter((each) => each !== note);
    for (const each of listeners) process.off('uncaughtException', each);
    try {
      let count = 0;
      const watch = connect().watchGlucose(userId, {
        onEvent() {
          count += 1;
          if (count === 1) throw new Error('a mistake');
        },
      });
      await eventually(() => watch.state.name === 'live');
      await append(event(), event());
      await eventually(() => count === 2);
      expect(mistakes).toEqual([new Error('a mistake')]);
    } finally {
      for (const each of listeners) process.on('uncaughtException', each);
    }
  });
});
