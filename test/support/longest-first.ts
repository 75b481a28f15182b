import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What takes half a minute and more, nearly all of it waiting for real time to pass. */
const long =
  /test\/(faults\/|client-programs\/failover|docs\/commands|db\/embedded-postgres|poller\/nodes|journeys\/|sandbox\/)/;

/** Begins with the longest files, however short their text: the last one would run on alone. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification) => Number(long.test(moduleId));
    return (await super.sort(files)).toSorted((one, other) => isLong(other) - isLong(one));
  }
}
