import { useEffect, useState } from 'preact/hooks';
import { encode } from 'uqr';
import { act, useDeed } from '#web/console/api/act.ts';
import { CreateLink, type Provider } from '#web/console/api/generated/operations.ts';
import { Copy } from '#web/console/parts/copy.tsx';
import { Dialog } from '#web/console/parts/dialog.tsx';
import { Moment } from '#web/console/parts/moment.tsx';
import { Refused, Skeleton } from '#web/console/parts/screen.tsx';
import { gatewayRoot } from '#web/console/places.ts';
import { RadioGroup } from '#web/shared/choice.tsx';
import { livingOf, type Offered, type User } from './user.ts';

/** At which provider the wearer is to link; their own choice where nobody has said. */
export type LinkWay = Provider | 'WEARER';

export interface LinkDialogProps {
  readonly user: User;
  readonly offered: Offered;
  /** The way that was asked for; null to choose one, where there are several. */
  readonly way: LinkWay | null;
  readonly onClose: () => void;
}

/** An address on which the wearer links their account: what for, and then the address. */
export function LinkDialog({ user, offered, way: wanted, onClose }: LinkDialogProps) {
  const [only] = offered.length === 1 ? offered : [];
  const [way, setWay] = useState<LinkWay | null>(wanted ?? only?.provider ?? null);
  const title = way === null || way === 'WEARER' ? 'Link an account' : titleOf(user, way);
  return (
    <Dialog title={title} onClose={onClose}>
      {way === null ? <WayForm user={user} onChoose={setWay} /> : <Address user={user} way={way} />}
    </Dialog>
  );
}

function titleOf(user: User, way: Provider): string {
  if (isLinkedAt(user, way)) return 'Renew the link';
  return way === 'DEXCOM_V3' && livingOf(user).length > 0 ? 'Add history' : 'Link an account';
}

const isLinkedAt = (user: User, way: Provider) =>
  livingOf(user).some(({ provider }) => provider === way);

const ways = [
  {
    value: 'WEARER',
    label: 'Whichever the wearer chooses',
    hint: 'The page tells them what each gives.',
  },
  {
    value: 'DEXCOM',
    label: 'Dexcom Share: live',
    hint: 'User name and password. Each reading within minutes; Share is on, and somebody follows.',
  },
  {
    value: 'DEXCOM_V3',
    label: 'Dexcom’s own sign-in: history',
    hint: 'No password for us. Months of readings, carbohydrates and insulin; new ones hours late.',
  },
] as const;

interface WayFormProps {
  readonly user: User;
  readonly onChoose: (way: LinkWay) => void;
}

function WayForm({ user, onChoose }: WayFormProps) {
  const [chosen, setChosen] = useState<LinkWay>(livingOf(user)[0]?.provider ?? 'WEARER');
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        onChoose(chosen);
      }}
    >
      <RadioGroup
        name="way"
        legend="What is to be linked?"
        choices={ways.map(({ value, label, hint }) => ({
          value,
          label,
          hint: value !== 'WEARER' && isLinkedAt(user, value) ? `Linked: renews it. ${hint}` : hint,
        }))}
        chosen={chosen}
        onChoose={setChosen}
      />
      <div class="actions end">
        <button type="submit" class="button main">
          Make the link
        </button>
      </div>
    </form>
  );
}

interface MadeLink {
  readonly url: string;
  readonly expiresAt: string;
}

/** As text to send, and to be scanned. */
function Address({ user, way }: { readonly user: User; readonly way: LinkWay }) {
  const { refusal, run } = useDeed();
  const [link, setLink] = useState<MadeLink | null>(null);
  const provider = way === 'WEARER' ? null : way;
  useEffect(() => {
    const mode = provider && isLinkedAt(user, provider) ? 'RECONNECT' : 'CONNECT';
    const region = livingOf(user)[0]?.region ?? null;
    void run(
      () => act(CreateLink, { id: user.id, provider, region, mode }),
      (answer) => {
        if (answer.__typename !== 'CreateLinkTokenSuccess') return;
        const { linkUrl, expiresAt } = answer;
        setLink({ url: wholeAddress(linkUrl), expiresAt });
      },
    );
  }, []);
  return (
    <div class="stack">
      <p>
        Give this address to the wearer. Whoever opens it can link a Dexcom account to this person,
        once.
      </p>
      {provider === 'DEXCOM_V3' && (
        <p class="soft">It leads to Dexcom’s own sign-in. What is linked by Share goes on.</p>
      )}
      <Refused refusal={refusal} />
      {link === null && !refusal && <Skeleton lines={4} />}
      {link && (
        <>
          <QrCode text={link.url} />
          <div class="secret">
            <a href={link.url} target="_blank" rel="noreferrer">
              <code>{link.url}</code>
            </a>
            <Copy text={link.url} what="the address" />
          </div>
          <p class="soft small">
            It ends <Moment at={link.expiresAt} />.
          </p>
        </>
      )}
    </div>
  );
}

/** Where PUBLIC_URL is not set, the gateway gives a path of itself. */
function wholeAddress(linkUrl: string): string {
  const path = linkUrl.startsWith('/') ? gatewayRoot + linkUrl.slice(1) : linkUrl;
  return new URL(path, location.href).href;
}

function QrCode({ text }: { readonly text: string }) {
  const { size, data } = encode(text, { border: 2 });
  const path = data
    .flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : '')))
    .join('');
  return (
    <svg
      class="qr"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label="The address as a QR code"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
