import { isTroubled, type SandboxPerson } from './people.ts';
import { answerPath, type ReceiverAnswer, restartPath } from './receiver.ts';
import { recoverDeliveries } from './receiver-endpoint.ts';
import type { SandboxFacts } from './sandbox-facts.ts';
import type { Stage } from './scene.ts';

const answerMsMax = 5_000;
/** How long something lasts that ends by itself. */
export const minutesDefault = 5;

/** What a scene plays on: the simulator's orders and the receiver of a sandbox that runs. */
export function stageOf(
  { simulatorAdminUrl, receiverUrl, graphqlUrl, apiKey, people }: SandboxFacts,
  person: SandboxPerson,
  minutes: number,
): Stage {
  return {
    account: accountOf(person),
    everybody: people.map((each) => ({ ...accountOf(each), isTroubled: isTroubled(each) })),
    minutes,
    async order(name, args) {
      const answer = await post(new URL(name, simulatorAdminUrl), JSON.stringify(args));
      const told = (await answer.json()) as { error?: string };
      if (!answer.ok) throw new Error(`the simulator refused it: ${told.error}`);
      return told;
    },
    async answerWith(wanted: ReceiverAnswer) {
      await post(new URL(answerPath, receiverUrl), wanted);
    },
    sendAgain: () => recoverDeliveries(graphqlUrl, apiKey),
    async restart() {
      await post(new URL(restartPath, receiverUrl), '{}');
    },
  };
}

function accountOf({ username, region }: SandboxPerson): Stage['account'] {
  return { username, region };
}

function post(url: URL, body: string): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    signal: AbortSignal.timeout(answerMsMax),
  }).catch(() => {
    throw new Error('the sandbox does not answer: start it with npm start');
  });
}
