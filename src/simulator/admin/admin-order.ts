import type { z } from 'zod';
import type { Orders } from './orders.ts';

/** An order over the admin address: the check of its arguments and its function. */
export type AdminOrder = (orders: Orders, args: unknown) => unknown;

/** Checks the arguments (a ZodError names what is wrong with them), then acts. */
export function order<S extends z.ZodType>(
  shape: S,
  act: (orders: Orders, args: z.output<S>) => unknown,
): AdminOrder {
  return (orders, args) => act(orders, shape.parse(args)) ?? { isDone: true };
}
