import { z } from 'zod';
import type { SandboxConsole } from '#app';
import { dateOf, systemClock } from '#std/clock';
import type { Receiver } from './receiver.ts';
import type { SandboxFacts } from './sandbox-facts.ts';
import { scenes } from './scenes.ts';
import { minutesDefault, stageOf } from './stage.ts';

/**
 * What the console of the sandbox can do beside the API: have something happen to somebody, and show
 * what the receiver got. Whoever asks is an owner by then.
 */
export interface SandboxDoor {
  readonly answer: SandboxConsole['answer'];
  /** From now on there is somebody to whom something may happen. */
  open(facts: SandboxFacts): void;
}

const orders = z.strictObject({
  scene: z.string(),
  person: z.string().optional(),
  minutes: z.number().positive().max(1_440).default(minutesDefault),
});

export function createSandboxDoor(receiver: Receiver): SandboxDoor {
  let facts: SandboxFacts | undefined;

  async function play(body: unknown) {
    const { data: order } = orders.safeParse(body);
    const scene = order && Object.hasOwn(scenes, order.scene) ? scenes[order.scene] : undefined;
    if (!facts || !order || !scene) return refusal(sceneAdvice);
    const username = order.person ?? facts.account.username;
    const person = facts.people.find((each) => each.username === username);
    if (!person)
      return refusal(`Name one of ${facts.people.map((each) => each.username).join(', ')}.`);
    const orderedAt = dateOf(systemClock).toISOString();
    const played = await scene.play(stageOf(facts, person, order.minutes));
    return { status: 200, body: { person: username, ...played, orderedAt } };
  }

  return {
    open(given) {
      facts = given;
    },
    async answer({ method, path, body }) {
      if (method === 'GET' && path === 'receiver') return { status: 200, body: receiver.report() };
      if (method === 'GET' && path === 'scenes') return { status: 200, body: list(facts) };
      if (method === 'GET' && path === 'key') {
        return { status: 200, body: { apiKey: facts?.apiKey ?? null } };
      }
      if (method === 'POST' && path === 'scenes') return play(body);
      return { status: 404, body: { error: { code: 'NOT_FOUND', message: 'Nothing is here.' } } };
    },
  };
}

const sceneAdvice = `Send {"scene", "person", "minutes"}: a scene is one of ${Object.keys(scenes).join(', ')}.`;

function refusal(message: string) {
  return { status: 400, body: { error: { code: 'BAD_REQUEST', message } } };
}

/** Also who is there, with what is to be seen in them; no passwords. */
function list(facts: SandboxFacts | undefined) {
  return {
    scenes: Object.entries(scenes).map(([name, { play: _, ...told }]) => ({ name, ...told })),
    people: (facts?.people ?? []).map(({ username, region, shows }) => ({
      username,
      region,
      shows,
    })),
  };
}
