import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { z } from 'zod';
import { parseBody, readBody, UnknownAccountError } from '#simulator/share';
import { adminOrders } from './admin-orders.ts';
import type { Orders } from './orders.ts';

/**
 * Takes orders as JSON over HTTP, on a port of its own that is bound to loopback: `POST /<order>`
 * with one JSON object of arguments; `GET /` lists the orders. A web page in a browser cannot give
 * orders: JSON to another origin needs a CORS preflight, which fails here, and a DNS name that was
 * rebound to this address is not a loopback Host.
 */
export function createAdminServer(orders: Orders, token: string | undefined): Server {
  return createServer((request, response) => {
    void answer(orders, token, request).then(({ status, value }) => {
      const body = Buffer.from(JSON.stringify(value ?? null));
      response.writeHead(status, {
        'Content-Type': 'application/json',
        'Content-Length': `${body.length}`,
      });
      response.end(body);
    });
  });
}

interface AdminAnswer {
  readonly status: number;
  readonly value: unknown;
}

const localHost = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i;

async function answer(
  orders: Orders,
  token: string | undefined,
  request: IncomingMessage,
): Promise<AdminAnswer> {
  if (!localHost.test(request.headers.host ?? '')) return problem(403, 'this is not a local host');
  if (token !== undefined && !isBearer(request, token)) return problem(401, 'wrong token');
  const name = (request.url ?? '/').slice(1).replace(/\?.*$/, '');
  if (name === '') return { status: 200, value: { orders: Object.keys(adminOrders) } };
  const order = adminOrders[name];
  if (!order) return problem(404, 'no such order; GET / lists them');
  if (request.method !== 'POST') return problem(405, 'orders are given with POST');
  if (!(request.headers['content-type'] ?? '').startsWith('application/json')) {
    return problem(415, 'orders are application/json');
  }
  try {
    const body = parseBody((await readBody(request)).text);
    if (!body) return problem(400, 'the body is no JSON');
    return { status: 200, value: order(orders, body.value ?? {}) };
  } catch (error) {
    return refusalOf(error);
  }
}

function refusalOf(error: unknown): AdminAnswer {
  if (error instanceof z.ZodError) return problem(400, z.prettifyError(error));
  if (error instanceof UnknownAccountError) return problem(404, error.message);
  return problem(400, error instanceof Error ? error.message : 'the order failed');
}

function problem(status: number, message: string): AdminAnswer {
  return { status, value: { error: message } };
}

function isBearer({ headers }: IncomingMessage, token: string): boolean {
  const given = Buffer.from(headers.authorization ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
