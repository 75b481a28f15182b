/** Samples, charts, gaps, clinical statistics, the diary and the devices of a user. */
import './ambulatory-profile.ts';
import './day-summary.ts';
import './device.ts';
import './diary-entry.ts';
import './episodes.ts';
import './gap.ts';

export { GlucoseSample } from './sample.ts';

import './link-reading.ts';
import './series.ts';
import './statistics.ts';
import './data-sufficiency.ts';
import './glucose-bands.ts';
import './glucose-range.ts';
import './glucose-value.ts';
import './glycemia-risk-index.ts';
import './mean-amplitude.ts';
