/**
 * What to do where the first statement of a program fails: mostly the database is not where its URL
 * says, or does not let us in. Null for any other failure.
 */
export function findConnectAdvice(error: unknown): string | null {
  for (const each of reasonsIn(error)) {
    const { code } = each as { readonly code?: unknown };
    const advice = typeof code === 'string' ? adviceByCode[code] : undefined;
    if (advice) return advice;
    if (/timeout/i.test(each.message)) return noAnswer;
  }
  return null;
}

const noAnswer =
  'Postgres does not answer at the address in DATABASE_URL: see that it runs, and that no firewall ' +
  'stands between';
const noHost = 'the host in DATABASE_URL is not known: correct it';
const notLetIn = 'Postgres refuses the role or password in DATABASE_URL: correct them';

const adviceByCode: Readonly<Record<string, string>> = {
  ECONNREFUSED:
    'nothing listens at the address in DATABASE_URL: start Postgres, or correct host and port',
  ENOTFOUND: noHost,
  EAI_AGAIN: noHost,
  ETIMEDOUT: noAnswer,
  EHOSTUNREACH: noAnswer,
  ENETUNREACH: noAnswer,
  '28P01': notLetIn,
  '28000': notLetIn,
  '3D000': 'the database named in DATABASE_URL does not exist: create it, or correct the name',
  '42501':
    'the role in DATABASE_URL may not use the tables of the gateway: use the role that migrated, or ' +
    'grant it what it lacks',
  '53300': 'Postgres has no session left: let it have more, or set DATABASE_POOL_MAX lower',
  '57P03': 'Postgres is starting or stopping: try again when it is up',
};

function reasonsIn(error: unknown): readonly Error[] {
  if (!(error instanceof Error)) return [];
  const gathered = error instanceof AggregateError ? error.errors.flatMap(reasonsIn) : [];
  return [error, ...gathered, ...reasonsIn(error.cause)];
}
