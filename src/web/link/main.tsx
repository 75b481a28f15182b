import { render } from 'preact';
import '#web/shared/base.css';
import '#web/shared/icon.svg';
import { App } from './app.tsx';
import { createWizard } from './flow/wizard.ts';
import './form.css';
import './link.css';
import './outcome.css';
import { readStart } from './start.ts';
import { loadTexts } from './texts/languages.ts';

const start = readStart();
const { teamName, language } = start;
const place = document.getElementById('app');
const wizard = createWizard(start);
// Asked before anything is drawn: the answer is on its way meanwhile.
void wizard.open();
const firstTexts = await loadTexts(wizard.get().flow.language ?? language);
if (place) {
  place.replaceChildren();
  render(<App wizard={wizard} teamName={teamName} firstTexts={firstTexts} />, place);
}
