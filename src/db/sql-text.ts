declare const isSqlText: unique symbol;

/**
 * A piece of SQL that one room exports so that another can join it with others in one statement. It
 * is a type of its own so that the schema can be kept from it: no text that is put together there
 * passes for one.
 */
export type SqlText = string & { readonly [isSqlText]: true };

export function sqlText(text: string): SqlText {
  return text as SqlText;
}
