import { answerPath, type ReceiverAnswer, restartPath } from './receiver.ts';
import type { SandboxFacts } from './sandbox-facts.ts';
import type { Stage } from './scenes.ts';

const answerMsMax = 5_000;

type Addresses = Pick<SandboxFacts, 'simulatorAdminUrl' | 'receiverUrl'>;

/** What a scene plays on: the simulator's orders and the receiver of a sandbox that runs. */
export function stageOf(
  { simulatorAdminUrl, receiverUrl }: Addresses,
  account: Stage['account'],
  minutes: number,
): Stage {
  return {
    account,
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
    async restart() {
      await post(new URL(restartPath, receiverUrl), '{}');
    },
  };
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
