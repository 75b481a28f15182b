import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { buildSchema, NoDeprecatedCustomRule, parse, specifiedRules, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { presentStates, stateTexts } from '#connections';
import { eventTypes } from '#events';
import { settings } from '#src/config/settings.ts';
import {
  consentTexts,
  dexcomFailsText,
  longWaitText,
  oldReadingsText,
  type StateText,
  sensorErrorText,
} from '#src/connections/states/state-text.ts';
import { retryDelaysMs } from '#src/webhooks/sending/next-attempt.ts';
import { blocksOf, listPages, readPage, sectionOf } from '#test/docs';
import { exampleOf } from '#test/event-examples';
import { expectHosted } from '#test/hosted-events';

const root = resolve(import.meta.dirname, '../..');
const escaped = (text: string) => text.replaceAll('|', '\\|');

describe('the pages', () => {
  it('answer "No data?" in the words of the states', () => {
    const rowOf = (name: string, { meaning, whatToDo }: StateText) =>
      `| ${name} | ${meaning} | ${whatToDo} |\n`;
    const [first = '', ...others] = presentStates.map((state) =>
      rowOf(`\`${state}\``, stateTexts[state]),
    );
    const old = rowOf('`WAITING`, with old readings alone', oldReadingsText);
    const rows = [first, old, rowOf('`WAITING` for 15 minutes', longWaitText), ...others];
    const silent = rows.findIndex((row) => row.startsWith('| `NO_RECENT_DATA`'));
    const awaited = '`WAITING`, `DELAYED` or `NO_RECENT_DATA`, the sensor fails';
    rows.splice(silent + 1, 0, rowOf(awaited, sensorErrorText));
    const place = rows.findIndex((row) => row.startsWith('| `UNREACHABLE`'));
    const failing = rowOf('`UNREACHABLE`, most of a region', dexcomFailsText);
    rows.splice(place + 1, 0, failing);
    for (const [state, text] of Object.entries(consentTexts)) {
      rows.push(rowOf(`\`${state}\`, linked by consent`, text));
    }
    const expected = `| state | what it means | what to do |\n| --- | --- | --- |\n${rows.join('')}`;
    expect(sectionOf('docs/states.md', 'states', expected)).toBe(expected);
  });

  it('list every setting of a production gateway', () => {
    const rows = Object.entries(settings).map(
      ([name, { expected, description }]) =>
        `| \`${name}\` | ${escaped(description)} | ${escaped(expected)} |\n`,
    );
    const expected = `| setting | what for | takes |\n| --- | --- | --- |\n${rows.join('')}`;
    expect(sectionOf('docs/settings.md', 'settings', expected)).toBe(expected);
  });

  it('say when a failed webhook is sent again', () => {
    const rows = retryDelaysMs.map((delayMs, n) => `| ${n + 2} | ${wordsOf(delayMs)} |\n`);
    const first = '| 1 | at once |\n';
    const expected = `| attempt | after the one before |\n| --- | --- |\n${first}${rows.join('')}`;
    expect(sectionOf('docs/webhooks.md', 'retries', expected)).toBe(expected);
  });

  it('tell of each event, in the order of the contract, with an example of it', () => {
    const told = [...readPage('docs/events.md').matchAll(/^## `([\w.]+)`$/gm)].map(([, n]) => n);
    expect(told).toEqual(eventTypes);
    for (const type of eventTypes) {
      expect(exampleOf(type)).toMatchObject({ event_type: type, id: expect.any(String) });
    }
  });

  it('tell of events that the published client of the hosted service reads', () => {
    const read = eventTypes.filter((type) => expectHosted(exampleOf(type)));
    expect(read).toContain('daily.data.glucose.created');
    expect(read).toContain('provider.device.updated');
  });

  it('tell of each alert, which names its part', () => {
    const rules = readPage('deploy/prometheus/alerts.yaml');
    const alerts = [...rules.matchAll(/- alert: (\w+)/g)].map(([, name = '']) => name);
    const told = [...readPage('docs/alerts.md').matchAll(/^## (\w+)$/gm)].map(([, name]) => name);
    expect(told).toEqual(alerts);
    const runbooks = [...rules.matchAll(/runbook: (\S+)/g)].map(([, path]) => path);
    expect(runbooks).toEqual(alerts.map((name) => `docs/alerts.md#${name.toLowerCase()}`));
  });

  it('ask what the schema answers, and nothing that is on the way out', () => {
    const schema = buildSchema(readPage('schema/schema.graphql'));
    const shown = listPages().flatMap((page) => blocksOf(page, 'graphql'));
    expect(shown.length).toBeGreaterThan(0);
    const rules = [...specifiedRules, NoDeprecatedCustomRule];
    expect(shown.flatMap((text) => validate(schema, parse(text), rules))).toEqual([]);
  });

  it('lead to pages, files and parts that are there', () => {
    const pages = listPages();
    expect(pages.length).toBeGreaterThan(12);
    const broken = pages.flatMap((page) =>
      [...readPage(page).matchAll(/\]\((?!\w+:)([^)\s]*)\)/g)]
        .map(([, target = '']) => target)
        .filter((target) => !leadsSomewhere(page, target))
        .map((target) => `${page}: ${target}`),
    );
    expect(broken).toEqual([]);
    // And each is led to.
    const text = readPage('README.md');
    expect(pages.filter((page) => page.startsWith('docs/') && !text.includes(page))).toEqual([]);
  });
});

function leadsSomewhere(page: string, target: string): boolean {
  const [path = '', part] = target.split('#');
  const file = path === '' ? page : join(dirname(page), path);
  if (!existsSync(join(root, file))) return false;
  if (part === undefined || !file.endsWith('.md')) return true;
  const titles = [...readPage(file).matchAll(/^#+ (.*)$/gm)].map(([, title = '']) => title);
  return titles.some((title) => anchorOf(title) === part);
}

/** As Markdown readers name the parts of a page. */
function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

function wordsOf(delayMs: number): string {
  const seconds = delayMs / 1000;
  if (seconds < 60) return `${seconds} seconds`;
  if (seconds < 3_600) return `${seconds / 60} minutes`;
  return `${seconds / 3_600} hours`;
}
