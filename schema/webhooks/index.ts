/** Endpoints, their secrets, deliveries and replays. */
import './webhook-delivery.ts';
import './webhook-endpoint-keeping.ts';
import './webhook-endpoint.ts';
import './webhook-failures.ts';
import './webhook-replay.ts';
import './webhook-secret.ts';
import './webhook-sending.ts';
import './webhook-deed.ts';
