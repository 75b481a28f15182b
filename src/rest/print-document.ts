import { documentText } from './document.ts';

process.stdout.write(documentText());
