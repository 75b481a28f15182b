import { describe, expect, it } from 'vitest';
import { faultOfStatement } from '#test/statement-forms';

/** Statements as they were before any deployment lay on more than one machine. */
const refused = {
  'the latest sample of several users': `
    select latest.* from unnest($1::uuid[]) as wanted (id) cross join lateral (
      select * from glucose_samples where user_id = wanted.id and taken_at >= $2
      order by taken_at desc limit 1) as latest`,
  'rates of change': `
    select json_agg(rate order by place) as rates
    from unnest($1::uuid[], $2::timestamptz[]) with ordinality as wanted (user_id, taken_at, place)
    cross join lateral (
      select regr_slope(value_mg_dl, 1) as rate from glucose_samples s
      where s.user_id = wanted.user_id) as line`,
  'the series of several users, from which profiles, days, gaps and episodes are made': `
    select wanted.id, series.samples from unnest($1::uuid[]) as wanted (id)
    cross join lateral (
      select array_agg(packed)::text as samples from (
        select value_mg_dl as packed from glucose_samples
        where user_id = wanted.id and taken_at >= $2 order by taken_at limit $4) as sample
    ) as series`,
  'the polls of several connections': `
    select p.* from unnest($1::uuid[]) as c (id) cross join lateral (
      select * from polls where connection_id = c.id and at >= $2 order by at desc limit $3
    ) p order by p.at desc`,
  'users with their latest sample': `
    select * from (select * from users where team_id = $1) as listed
    left join lateral (
      select taken_at from glucose_samples where user_id = listed.id limit 1) as one on true`,
  'samples joined with connections': `
    select c.id from glucose_samples s join connections c using (user_id) where s.user_id = $1`,
  'the polls of a person by a table on the coordinator': `
    select at from polls where connection_id in (select id from connections where user_id = $1)`,
  'an update by what came in, of whoever it is': `
    with incoming as (select * from unnest($1::uuid[]) as i (user_id))
    update glucose_samples s set trend = 1 from incoming i where s.user_id = i.user_id`,
  'rows by their place on a node': `
    delete from diary_entries where ctid in (
      select ctid from diary_entries where user_id = $1 and taken_at < $2 limit $3)`,
};

const taken = {
  'a person by equality': 'select * from glucose_samples where user_id = $1 and taken_at >= $2',
  'persons by any':
    'select distinct on (user_id) * from glucose_samples where user_id = any($1::uuid[])',
  'persons as Kysely lists them': 'delete from "polls" where "connection_id" in ($1, $2)',
  'what was given, joined with samples of persons': `
    select wanted.place from glucose_samples s join unnest($1::uuid[]) with ordinality
      as wanted (user_id, place) on s.user_id = wanted.user_id where s.user_id = any($1::uuid[])`,
  'a person beside the samples of the same': `
    select id, (select array_agg(trend) from glucose_samples where user_id = $2) as beside
    from users where team_id = $1 and id = $2`,
  'rows to write': 'insert into polls (connection_id) select * from unnest($1::uuid[])',
  'what is of no table that is spread':
    'select * from users u join connections c on c.user_id = u.id',
};

describe('a statement of rows that may lie on many machines', () => {
  for (const [name, statement] of Object.entries(refused)) {
    it(`is refused: ${name}`, () => expect(faultOfStatement(statement)).not.toBeNull());
  }
  for (const [name, statement] of Object.entries(taken)) {
    it(`is taken: ${name}`, () => expect(faultOfStatement(statement)).toBeNull());
  }
});
