import { useRef, useState } from 'preact/hooks';
import { useLink } from '#web/link/link-context.ts';
import { FollowerPicture } from '#web/link/pictures/follower.tsx';
import { announce } from '#web/shared/announcer.tsx';
import { takeText } from '#web/shared/take-text.ts';
import { Screen } from './screen.tsx';

/** Why somebody has to follow, and who may. */
export function FollowerScreen() {
  const { texts, teamName, state, wizard } = useLink();
  const words = texts.follower;
  const contact = state.session?.followerContact ?? null;
  return (
    <Screen name="follower" title={words.title} picture={<FollowerPicture />}>
      <p>{words.why}</p>
      <div>
        <p>{words.who}</p>
        <ul class="list">
          <li>{words.friend}</li>
          <li>{words.self}</li>
          {contact && (
            <li>
              {words.contact(teamName)} <Contact address={contact} />
            </li>
          )}
        </ul>
      </div>
      {words.notes.map((note) => (
        <p class="soft" key={note}>
          {note}
        </p>
      ))}
      <div class="actions">
        <button type="button" class="button main" onClick={() => wizard.mended('follower')}>
          {words.done}
        </button>
        <button type="button" class="button" onClick={() => wizard.mended('follower')}>
          {words.later}
        </button>
      </div>
    </Screen>
  );
}

function Contact({ address }: { readonly address: string }) {
  const { texts } = useLink();
  const shown = useRef<HTMLElement>(null);
  const [said, setSaid] = useState('');
  const copy = async () => {
    const isCopied = await takeText(address, shown.current);
    const { copied, marked } = texts.common;
    setSaid(isCopied ? copied : marked);
    announce(isCopied ? copied : marked);
  };
  return (
    <span class="contact">
      <bdi ref={shown}>{address}</bdi>
      <button type="button" class="button quiet" onClick={() => void copy()}>
        {texts.common.copy} <span class="unseen">{address}</span>
      </button>
      {said && <small>{said}</small>}
    </span>
  );
}
