import { useEffect, useState } from 'preact/hooks';
import { encode } from 'uqr';
import { act, useDeed } from '#web/console/api/act.ts';
import { CreateLink } from '#web/console/api/generated/operations.ts';
import { Copy } from '#web/console/parts/copy.tsx';
import { Dialog } from '#web/console/parts/dialog.tsx';
import { Moment } from '#web/console/parts/moment.tsx';
import { Refused, Skeleton } from '#web/console/parts/screen.tsx';
import { gatewayRoot } from '#web/console/places.ts';

export interface LinkDialogProps {
  readonly userId: string;
  readonly mode: 'CONNECT' | 'RECONNECT';
  readonly onClose: () => void;
}

interface MadeLink {
  readonly url: string;
  readonly expiresAt: string;
}

/** An address on which the wearer links their account: as text to send, and to be scanned. */
export function LinkDialog({ userId, mode, onClose }: LinkDialogProps) {
  const { refusal, run } = useDeed();
  const [link, setLink] = useState<MadeLink | null>(null);
  useEffect(() => {
    void run(
      () => act(CreateLink, { id: userId, mode }),
      (answer) => {
        if (answer.__typename !== 'CreateLinkTokenSuccess') return;
        const { linkUrl, expiresAt } = answer;
        setLink({ url: wholeAddress(linkUrl), expiresAt });
      },
    );
  }, []);
  return (
    <Dialog title={mode === 'CONNECT' ? 'Link an account' : 'Renew the link'} onClose={onClose}>
      <div class="stack">
        <p>
          Give this address to the wearer. Whoever opens it can link a Dexcom account to this
          person, once.
        </p>
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
    </Dialog>
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
