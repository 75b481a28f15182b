import type { TargetedEvent } from 'preact';
import { useState } from 'preact/hooks';
import { act, useDeed } from '#web/console/api/act.ts';
import { Team, type TeamFactsFragment, UpdateTeam } from '#web/console/api/generated/operations.ts';
import { useAsk } from '#web/console/api/use-ask.ts';
import { Answer, Panel, Refused } from '#web/console/parts/screen.tsx';
import { useSession } from '#web/console/session/use-session.ts';
import { announce } from '#web/shared/announcer.tsx';
import { SettingsScreen } from './settings-screen.tsx';
import { enteredIn, fieldsOf, ownChanges } from './team-fields.ts';

export default function TeamScreen() {
  const asked = useAsk(Team, {});
  return (
    <SettingsScreen
      name="team"
      title="Team and link page"
      lead="How the page looks on which your people link, and where it may lead."
    >
      <Answer asked={asked}>{({ team }) => <TeamForm team={team} reload={asked.reload} />}</Answer>
    </SettingsScreen>
  );
}

interface TeamFormProps {
  readonly team: TeamFactsFragment;
  readonly reload: () => void;
}

function TeamForm({ team, reload }: TeamFormProps) {
  const { scopes } = useSession();
  const { isBusy, refusal, run } = useDeed();
  const { linkPage } = team;
  const [begun, setBegun] = useState(() => fieldsOf(team));
  const submit = (event: TargetedEvent<HTMLFormElement>) => {
    event.preventDefault();
    const entered = enteredIn(new FormData(event.currentTarget));
    void run(
      () => act(UpdateTeam, ownChanges(entered, begun, fieldsOf(team))),
      () => {
        announce('Saved.');
        setBegun(entered);
        reload();
      },
    );
  };
  const wrong = (argument: string) => refusal?.argument === argument;
  return (
    <form class="columns" onSubmit={submit}>
      <Panel title="Link page" name="link-page">
        <Text name="linkBrandName" label="Called" value={linkPage.brandName} isWrong={wrong}>
          What the page calls your team; {team.name} unless told.
        </Text>
        <Text name="linkAccentColor" label="Colour" value={linkPage.accentColor} isWrong={wrong}>
          Of its buttons, like #0a7c66.
        </Text>
        <Text name="linkSupportUrl" label="Help" value={linkPage.supportUrl} isWrong={wrong}>
          Where help is: an address of https: or mailto:.
        </Text>
        <Text name="linkPrivacyUrl" label="Privacy" value={linkPage.privacyUrl} isWrong={wrong}>
          What you say about privacy.
        </Text>
        <Tick name="linkShowsFirstReading" isOn={linkPage.showsFirstReading}>
          Show the newest reading at the end
        </Tick>
        <Tick name="linkAllowsAccountReplacement" isOn={linkPage.allowsAccountReplacement}>
          Let a wearer put another account in the place of the connected one
        </Tick>
      </Panel>
      <Panel title="Addresses and accounts" name="addresses">
        <Lines name="linkRedirectUrls" label="Leads back to" values={linkPage.redirectUrls}>
          Addresses of your application, one a line.
        </Lines>
        <Lines name="linkFrameOrigins" label="May be framed by" values={linkPage.frameOrigins}>
          Origins like https://app.example.com, one a line.
        </Lines>
        <Text name="followerContact" label="Follower" value={team.followerContact} isWrong={wrong}>
          A Dexcom account of yours that a wearer may invite as follower.
        </Text>
        <Tick name="refusesSharedAccounts" isOn={team.refusesSharedAccounts}>
          Link a Dexcom account to one person only
        </Tick>
        <Refused refusal={refusal} />
        {scopes.includes('TEAM') && (
          <div class="actions">
            <button type="submit" class="button main" aria-disabled={isBusy}>
              {isBusy ? 'Saving…' : 'Save'}
            </button>
          </div>
        )}
      </Panel>
    </form>
  );
}

interface TextProps {
  readonly name: string;
  readonly label: string;
  readonly value: string | null;
  readonly isWrong: (name: string) => boolean;
  readonly children: preact.ComponentChildren;
}

function Text({ name, label, value, isWrong, children }: TextProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <input name={name} defaultValue={value ?? ''} aria-invalid={isWrong(name)} />
      <small>{children}</small>
    </label>
  );
}

interface LinesProps {
  readonly name: string;
  readonly label: string;
  readonly values: readonly string[];
  readonly children: preact.ComponentChildren;
}

function Lines({ name, label, values, children }: LinesProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <textarea name={name} rows={3} defaultValue={values.join('\n')} spellcheck={false} />
      <small>{children}</small>
    </label>
  );
}

interface TickProps {
  readonly name: string;
  readonly isOn: boolean;
  readonly children: preact.ComponentChildren;
}

function Tick({ name, isOn, children }: TickProps) {
  return (
    <label class="tick">
      <input type="checkbox" name={name} defaultChecked={isOn} />
      <span>{children}</span>
    </label>
  );
}
