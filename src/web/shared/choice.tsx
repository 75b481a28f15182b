import type { ComponentChildren } from 'preact';

export interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: ComponentChildren;
  readonly hint?: ComponentChildren;
}

export interface RadioGroupProps<Value extends string> {
  readonly name: string;
  readonly legend: string;
  /** Whether the legend is only for those who do not see the heading above. */
  readonly isLegendUnseen?: boolean;
  readonly choices: readonly Choice<Value>[];
  readonly chosen: Value | null;
  readonly onChoose: (value: Value) => void;
  /** The id of an element that says what is wrong. */
  readonly errorId?: string | undefined;
}

/** One of several, by pointer, by arrow keys and by a screen reader alike: the platform's radios. */
export function RadioGroup<Value extends string>(props: RadioGroupProps<Value>) {
  const { name, legend, isLegendUnseen, choices, chosen, onChoose, errorId } = props;
  return (
    <fieldset class="choices" aria-describedby={errorId}>
      <legend class={isLegendUnseen ? 'unseen' : undefined}>{legend}</legend>
      {choices.map(({ value, label, hint }) => (
        <label class="choice" key={value}>
          <input
            type="radio"
            id={`${name}-${value}`}
            name={name}
            value={value}
            checked={chosen === value}
            onChange={() => onChoose(value)}
          />
          <span>
            {label}
            {hint && <small>{hint}</small>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
