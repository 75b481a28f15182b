import { useEffect } from 'preact/hooks';
import { Route, Router, Switch } from 'wouter';
import { Announcer } from '#web/shared/announcer.tsx';
import { forgetNames } from './api/person-names.ts';
import { forgetAnswers } from './api/use-ask.ts';
import { startTail, stopTail } from './live/tail.ts';
import { onePage } from './one-page.tsx';
import { Screen } from './parts/screen.tsx';
import { consoleRoot } from './places.ts';
import { type Session, sessionState } from './session/session.ts';
import { SignIn, SignInOver } from './session/sign-in.tsx';
import { sessionOf } from './session/use-session.ts';
import { Shell } from './shell.tsx';
import { useStore } from './store.ts';

/** Each screen is a file of its own, which comes when it is first looked at. */
const screens = {
  '/': onePage(() => import('./overview/overview-screen.tsx')),
  '/people': onePage(() => import('./people/people-screen.tsx')),
  '/people/:id': onePage(() => import('./person/person-screen.tsx')),
  '/people/:id/report': onePage(() => import('./report/report-screen.tsx')),
  '/events': onePage(() => import('./events/events-screen.tsx')),
  '/webhooks': onePage(() => import('./webhooks/webhooks-screen.tsx')),
  '/webhooks/:id': onePage(() => import('./webhooks/endpoint-screen.tsx')),
  '/deliveries/:id': onePage(() => import('./webhooks/delivery-screen.tsx')),
  '/settings': onePage(() => import('./settings/session-screen.tsx')),
  '/settings/keys': onePage(() => import('./settings/keys-screen.tsx')),
  '/settings/team': onePage(() => import('./settings/team-screen.tsx')),
  '/settings/audit': onePage(() => import('./settings/audit-screen.tsx')),
  '/settings/deleted': onePage(() => import('./settings/deleted-screen.tsx')),
};

export function App() {
  const state = useStore(sessionState);
  const session = sessionOf(state);
  return (
    <Router base={consoleRoot}>
      <Announcer />
      {session && <SignedIn key={`${session.team.id} ${session.role}`} session={session} />}
      {state.name !== 'signed-in' &&
        (session ? <SignInOver state={state} /> : <SignIn state={state} />)}
    </Router>
  );
}

function SignedIn({ session }: { readonly session: Session }) {
  useEffect(() => {
    startTail();
    return () => {
      stopTail();
      forgetAnswers();
      forgetNames();
    };
  }, [session.team.id, session.role]);
  return (
    <Shell session={session}>
      <Switch>
        {Object.entries(screens).map(([path, component]) => (
          <Route key={path} path={path} component={component} />
        ))}
        <Route component={Nowhere} />
      </Switch>
    </Shell>
  );
}

function Nowhere() {
  return (
    <Screen name="nowhere" title="Nothing is here">
      <p>The console has no screen of this address. The menu leads to those that there are.</p>
    </Screen>
  );
}
