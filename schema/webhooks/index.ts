/**
 * Webhook endpoints and their mutations, secrets, deliveries with attempts, test events, and
 * replays.
 */
import './webhook-delivery.ts';
import './delivery-request.ts';
import './endpoint-activity.ts';
import './webhook-endpoint-mutations.ts';
import './webhook-endpoint.ts';
import './webhook-failures.ts';
import './webhook-replay.ts';
import './webhook-secret.ts';
import './webhook-sending-mutations.ts';
import './endpoint-audit.ts';
