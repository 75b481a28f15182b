/**
 * The form of Dexcom's responses changed over the years, and clients must accept all forms. A style
 * selects one; the default is the latest recorded form.
 */
export interface Style {
  /** The form of SubCode: XML until mid-2025, JSON in a string since, .NET's XML before 2021. */
  readonly errors: 'json' | 'xml' | 'dotnet';
  /** `Date(ms)`, or `\/Date(ms)\/` with the keys in the order of the .NET service. */
  readonly dates: 'modern' | 'slashed';
  readonly trends: 'string' | 'int';
  /** How a wrong password is told: plainly, or in the words of the sign-on service of 2024. */
  readonly refusal: 'account-password-invalid' | 'sso-internal-error';
  /** The real service misspells the code; some clients know only the corrected spelling. */
  readonly lockoutSpelling: 'exceeed' | 'exceeded';
}

export const currentStyle: Style = {
  errors: 'json',
  dates: 'modern',
  trends: 'string',
  refusal: 'account-password-invalid',
  lockoutSpelling: 'exceeed',
};
