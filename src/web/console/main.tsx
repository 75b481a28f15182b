import { render } from 'preact';
import '#web/shared/base.css';
import '#web/shared/icon.svg';
import { App } from './app.tsx';
import { askSession } from './session/session.ts';
import './styles/tokens.css';
import './styles/shell.css';
import './styles/controls.css';
import './styles/lists.css';
import './styles/glucose.css';

// Asked before anything is drawn: the answer is on its way meanwhile.
void askSession();
const place = document.getElementById('app');
if (place) {
  place.replaceChildren();
  render(<App />, place);
}
