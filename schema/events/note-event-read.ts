import type { LogEvent } from '#events';
import type { Context } from '#schema/kit';

/** Counts that an event was handed out, where it carries what a sensor told of a person, or they entered. */
export function noteEventRead(
  { actor, services }: Pick<Context, 'actor' | 'services'>,
  { type, userId }: { readonly type: string; readonly userId: LogEvent['userId'] },
): void {
  if (userId !== null && type.startsWith('daily.data.')) services.readCounter.note(actor, userId);
}
