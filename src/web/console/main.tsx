import { render } from 'preact';
import '#web/shared/base.css';
import '#web/shared/icon.svg';

const place = document.getElementById('app');
if (place) render(<h1>Glucose Gateway</h1>, place);
