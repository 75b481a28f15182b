import type { FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { RouteComponentProps } from 'wouter';
import { Screen, Skeleton } from './parts/screen.tsx';

interface Module<Props extends object> {
  readonly default: FunctionComponent<Props>;
}

type ScreenProps = RouteComponentProps<Record<string, string>>;

/** A screen whose file is fetched when it is first needed, and what is seen until then. */
export function onePage<Props extends object = ScreenProps>(
  load: () => Promise<Module<Props>>,
): FunctionComponent<Props> {
  let loaded: Module<Props> | null = null;
  return (props) => {
    const [isLost, setLost] = useState(false);
    const [, draw] = useState(false);
    useEffect(() => {
      if (loaded) return;
      load().then(
        (module) => {
          loaded = module;
          draw(true);
        },
        () => setLost(true),
      );
    }, []);
    if (isLost) return <Lost />;
    if (!loaded) return <Skeleton lines={6} />;
    const Page = loaded.default;
    return <Page {...props} />;
  };
}

/** As after an upgrade: the page is of the version before, and its files are gone. */
function Lost() {
  return (
    <Screen name="lost" title="This screen did not come">
      <p>
        The network failed, or the gateway was upgraded since this page was opened. Loading the page
        again mends the second.
      </p>
      <p>
        <button type="button" class="button main" onClick={() => location.reload()}>
          Load the page again
        </button>
      </p>
    </Screen>
  );
}
