import { findLatestSamples } from '#glucose';
import { LinkOutcome } from '#schema/connections';
import { builder } from '#schema/kit';
import { dateOf } from '#std/clock';
import { findLinkPage } from '#teams';
import { GlucoseSample } from './sample.ts';

builder.objectField(LinkOutcome, 'reading', (t) =>
  t.field({
    type: GlucoseSample,
    nullable: true,
    description:
      'The newest reading, for the bearer of the link that brought it: only where ' +
      '`Team.linkPage.showsFirstReading` allows it, else null.',
    resolve: async ({ link, connection }, _args, { db, clock }) => {
      if (!link || !connection?.newestTakenAt || connection.disconnectedAt) return null;
      const { showsFirstReading } = await findLinkPage(db, link.teamId);
      if (!showsFirstReading) return null;
      const latest = await findLatestSamples(db, [link.userId], dateOf(clock));
      return latest.get(link.userId) ?? null;
    },
  }),
);
