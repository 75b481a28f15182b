import type { ActivitySinceQuery } from '#web/console/api/generated/operations.ts';

export type AgainKind = 'RECOVER' | 'REPLAY';
type Activity = NonNullable<ActivitySinceQuery['webhookEndpoint']>['activity'];

/** How many deliveries are about to be sent again, as far as it is known before. */
export function countText(kind: AgainKind, activity: Activity): string {
  const { pendingCount, succeededCount, exhaustedCount, cancelledCount } = activity;
  const failedCount = exhaustedCount + cancelledCount;
  if (kind === 'RECOVER') {
    const failed = `${deliveries(failedCount)} that failed or were cancelled are sent again`;
    if (pendingCount === 0) return `${failed}.`;
    return `${failed}, and of ${number(pendingCount)} under way those that wait for a later try.`;
  }
  const allCount = failedCount + succeededCount + pendingCount;
  return (
    `Everything is sent again, also the ${number(succeededCount)} that arrived: ` +
    `${deliveries(allCount)}, and events of that time that were never meant for it until now.`
  );
}

const number = (count: number) => count.toLocaleString('en');
const deliveries = (count: number) => (count === 1 ? '1 delivery' : `${number(count)} deliveries`);
