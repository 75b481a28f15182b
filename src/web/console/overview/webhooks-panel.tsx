import { Link } from 'wouter';
import { OverviewWebhooks } from '#web/console/api/generated/operations.ts';
import { useAsk } from '#web/console/api/use-ask.ts';
import { Answer, Panel } from '#web/console/parts/screen.tsx';
import { Badge } from '#web/console/parts/state-badge.tsx';
import { idInPath } from '#web/console/places.ts';
import { DeliveryTable } from '#web/console/webhooks/delivery-table.tsx';
import { healthOf } from '#web/console/webhooks/health.ts';

const everyMs = 30_000;

/** The receivers with their health, those that fail first, and what was given up last. */
export function WebhooksPanel() {
  const asked = useAsk(OverviewWebhooks, {}, { everyMs });
  return (
    <Panel title="Webhooks" name="webhooks">
      <Answer asked={asked} lines={2}>
        {({ failing, others, exhausted }) => {
          const edges = [...failing.edges, ...others.edges];
          return (
            <>
              {edges.length === 0 && <p class="soft">There is no endpoint yet.</p>}
              <ul class="person-lines">
                {edges.map(({ node }) => (
                  <li key={node.id}>
                    <Link href={`/webhooks/${idInPath(node.id)}`}>
                      {node.description || node.url}
                    </Link>
                    <Badge {...healthOf(node)} />
                  </li>
                ))}
              </ul>
              {failing.pageInfo.hasNextPage && (
                <Link href="/webhooks?health=failing">More that fail</Link>
              )}
              {others.pageInfo.hasNextPage && <Link href="/webhooks">All endpoints</Link>}
              {exhausted.edges.length > 0 && (
                <>
                  <h3>Given up last</h3>
                  <DeliveryTable rows={exhausted.edges.map(({ node }) => node)} />
                </>
              )}
            </>
          );
        }}
      </Answer>
    </Panel>
  );
}
