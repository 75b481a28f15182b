import { createGateway, glucoseText, trendArrow } from 'glucose-gateway-client';
import { useConnection, useGlucoseSeries, useLatestGlucose } from 'glucose-gateway-client/react';
import { createRoot } from 'react-dom/client';

/**
 * A page with a live chart. Your own back end answers `/session` for who is signed in: where the
 * gateway is, the user's id there, and a fresh token of `createUserToken`.
 */
const session = async () => (await fetch('/session')).json();
const { gatewayUrl, userId } = await session();
const gateway = createGateway({ url: gatewayUrl, token: async () => (await session()).token });

function LiveChart() {
  const { sample, ageSeconds, isStale, watch } = useLatestGlucose(gateway, userId);
  const { points, fromMs, toMs } = useGlucoseSeries(gateway, userId, { hours: 3 });
  const { connection } = useConnection(gateway, userId);
  const x = (timeMs: number) => (300 * (timeMs - fromMs)) / (toMs - fromMs);
  const y = (valueMgDl: number) => 100 - valueMgDl / 4;
  return (
    <main>
      <h1 style={{ textDecoration: isStale ? 'line-through' : 'none' }}>
        {sample ? `${glucoseText(sample.valueMgDl, 'mmol/L')} ${trendArrow(sample.trend)}` : '—'}
      </h1>
      <p>{ageSeconds === null ? 'No reading yet' : `${Math.round(ageSeconds / 60)} min ago`}</p>
      <p data-watch={watch.name}>{connection?.meaning ?? 'No account is linked.'}</p>
      <svg viewBox="0 0 300 100" role="img" aria-label="Glucose of the last three hours">
        <rect x="0" width="300" y={y(180)} height={y(70) - y(180)} fill="#cde9d6" />
        {points.map(({ timeMs, valueMgDl }) => (
          <circle key={timeMs} cx={x(timeMs)} cy={y(valueMgDl)} r="1.5" />
        ))}
      </svg>
    </main>
  );
}

createRoot(document.body).render(<LiveChart />);
