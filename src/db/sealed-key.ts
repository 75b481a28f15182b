import { type RawBuilder, sql } from 'kysely';

/** The id of the encryption key that sealed a box in a column; see `std/sealed-box` for its head. */
export function sealedKeyOf(column: string): RawBuilder<string> {
  const box = sql.ref(column);
  return sql`convert_from(substring(${box} from 3 for get_byte(${box}, 1)), 'UTF8')`;
}
