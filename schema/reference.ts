import {
  type GraphQLArgument,
  type GraphQLEnumValue,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type GraphQLType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  isUnionType,
  print,
} from 'graphql';

/**
 * The contract as one page of plain Markdown: the operations first, then the types that they lead to,
 * each name a link to its part. A part of an operation is called `Query.user`, so that no two parts of
 * the page have one name.
 */
export function referenceText(schema: GraphQLSchema): string {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const operations = roots.flatMap((root) =>
    root ? [operationsOf(root.name, root.getFields())] : [],
  );
  const types = Object.values(schema.getTypeMap())
    .filter((type) => !isIntrospectionType(type) && !roots.some((root) => root === type))
    .toSorted((one, other) => one.name.localeCompare(other.name, 'en'));
  const parts = kinds.map(({ title, isOfKind }) => {
    const ofKind = types.filter(isOfKind);
    const text = ofKind.map((type) => typeText(type, schema)).join('\n');
    return { title, names: ofKind.map(({ name }) => linkTo(name)), text };
  });
  const all = [...operations, ...parts].filter(({ names }) => names.length > 0);
  const contents = all.map(({ title, names }) => `**${title}**: ${names.join(', ')}\n`);
  const sections = all.map(({ title, text }) => `## ${title}\n\n${text}`);
  return `${head}${contents.join('\n')}\n${sections.join('\n')}`;
}

const head = `# GraphQL reference

Made of [schema.graphql](schema.graphql). A name that ends in \`!\` is never null; \`[…]\` is a list.

`;

interface Kind {
  readonly title: string;
  isOfKind(type: GraphQLNamedType): boolean;
}

const kinds: readonly Kind[] = [
  { title: 'Objects', isOfKind: isObjectType },
  { title: 'Inputs', isOfKind: isInputObjectType },
  { title: 'Enums', isOfKind: isEnumType },
  { title: 'Unions', isOfKind: isUnionType },
  { title: 'Interfaces', isOfKind: isInterfaceType },
  { title: 'Scalars', isOfKind: isScalarType },
];

type Fields = Readonly<Record<string, GraphQLField<unknown, unknown>>>;

function operationsOf(root: string, fields: Fields) {
  const sorted = Object.values(fields).toSorted((one, other) =>
    one.name.localeCompare(other.name, 'en'),
  );
  const text = sorted.map((field) => {
    const lines = [`### ${root}.${field.name}`, '', `Gives ${typeLink(field.type)}.`, ''];
    if (field.description) lines.push(lineOf(field.description), '');
    if (field.args.length > 0) lines.push(...field.args.map(argumentLine), '');
    return lines.join('\n');
  });
  const names = sorted.map(({ name }) => `[${name}](#${root.toLowerCase()}${name.toLowerCase()})`);
  return { title: root, names, text: text.join('\n') };
}

function typeText(type: GraphQLNamedType, schema: GraphQLSchema): string {
  const lines = [`### ${type.name}`, ''];
  const description = isSpecifiedScalarType(type) ? null : type.description;
  if (description) lines.push(lineOf(description), '');
  if (isObjectType(type) && type.getInterfaces().length > 0) {
    lines.push(
      `Is a ${type
        .getInterfaces()
        .map(({ name }) => linkTo(name))
        .join(', ')}.`,
      '',
    );
  }
  const members = membersOf(type, schema);
  if (members.length > 0) lines.push(...members, '');
  return lines.join('\n');
}

function membersOf(type: GraphQLNamedType, schema: GraphQLSchema): readonly string[] {
  if (isEnumType(type)) return type.getValues().map(valueLine);
  if (isUnionType(type)) return type.getTypes().map(({ name }) => `- ${linkTo(name)}`);
  if (isInputObjectType(type)) return Object.values(type.getFields()).map(argumentLine);
  if (isInterfaceType(type)) {
    const { objects } = schema.getImplementations(type);
    const of = objects.map(({ name }) => linkTo(name)).join(', ');
    return [...fieldLines(type.getFields()), '', `Is one of ${of}.`];
  }
  return isObjectType(type) ? fieldLines(type.getFields()) : [];
}

function fieldLines(fields: Fields): readonly string[] {
  return Object.values(fields).flatMap(({ name, type, description, args }) => [
    memberLine(`${name}${args.length > 0 ? '(…)' : ''}`, type, description),
    ...args.map((argument) => `  ${argumentLine(argument)}`),
  ]);
}

function valueLine({ name, description, deprecationReason }: GraphQLEnumValue): string {
  const gone = deprecationReason ? ` Deprecated: ${lineOf(deprecationReason)}` : '';
  return `- \`${name}\`${description ? `: ${lineOf(description)}` : ''}${gone}`;
}

function argumentLine(argument: GraphQLArgument | GraphQLInputField): string {
  const { name, type, description, astNode } = argument;
  const { defaultValue } = astNode ?? {};
  const otherwise = defaultValue ? ` (${print(defaultValue)} unless told)` : '';
  return memberLine(name, type, description, otherwise);
}

function memberLine(
  name: string,
  type: GraphQLType,
  description: string | null | undefined,
  otherwise = '',
): string {
  const text = description ? `: ${lineOf(description)}` : '';
  return `- \`${name}\` ${typeLink(type)}${otherwise}${text}`;
}

function typeLink(type: GraphQLType): string {
  const { name } = getNamedType(type);
  return String(type).replace(/[[\]]/g, '\\$&').replace(name, linkTo(name));
}

function linkTo(name: string): string {
  return `[${name}](#${name.toLowerCase()})`;
}

/** In one line, and with nothing in it that a reader of Markdown could take for a tag. */
function lineOf(text: string): string {
  return text
    .replace(/\s*\n\s*/g, ' ')
    .replace(/`[^`]*`|</g, (part) => (part === '<' ? '\\<' : part));
}
