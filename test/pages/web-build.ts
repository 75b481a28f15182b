import { buildWhenNeeded } from '#src/web/build/build-web.ts';

/** The pages that are tested are those of the source that is there. */
export default async function setup(): Promise<void> {
  await buildWhenNeeded();
}
