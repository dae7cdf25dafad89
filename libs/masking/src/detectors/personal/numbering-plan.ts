/**
 * Numbering plans of countries, from the metadata of libphonenumber (its METADATA.md has the places of the fields), with their
 * expressions made once.
 */
import type { CountryCode } from 'libphonenumber-js/max';
import metadata from 'libphonenumber-js/max/metadata';

/** Places of the fields of a plan. */
const PLACES = {
  callingCode: 0,
  internationalPrefix: 1,
  general: 2,
  lengths: 3,
  prefix: 5,
  prefixForParsing: 7,
  prefixRule: 8,
  leading: 10,
  types: 11,
} as const;

interface NumberType {
  readonly pattern: RegExp;
  readonly lengths: readonly unknown[];
}

export interface NumberingPlan {
  readonly country: CountryCode;
  readonly callingCode: string;
  readonly internationalPrefix: RegExp;
  /** Any number of the country. */
  readonly general: RegExp;
  /** What may stand before a number within the country. */
  readonly prefix: RegExp | undefined;
  /** The prefix is no mere addition. */
  readonly hasPrefixRule: boolean;
  /** Tells the country from others of its calling code. */
  readonly leading: RegExp | undefined;
  readonly types: readonly NumberType[];
}

const whole = (source: unknown): RegExp => new RegExp(`^(?:${String(source)})$`);
const start = (source: unknown): RegExp => new RegExp(`^(?:${String(source)})`);
const isThere = (field: unknown): boolean => field !== undefined && field !== 0 && field !== '';

function read(country: CountryCode): NumberingPlan | undefined {
  const fields: readonly unknown[] | undefined = metadata.countries[country];
  if (fields === undefined) return undefined;
  const lengths = fields[PLACES.lengths];
  const prefix = [fields[PLACES.prefixForParsing], fields[PLACES.prefix]].find(isThere);
  const leading = fields[PLACES.leading];
  const types = fields[PLACES.types];
  return {
    country,
    callingCode: String(fields[PLACES.callingCode]),
    internationalPrefix: start(fields[PLACES.internationalPrefix]),
    general: whole(fields[PLACES.general]),
    prefix: prefix === undefined ? undefined : start(prefix),
    hasPrefixRule: isThere(fields[PLACES.prefixRule]),
    leading: isThere(leading) ? start(leading) : undefined,
    types: (Array.isArray(types) ? types : []).flatMap((type: unknown) => {
      if (!Array.isArray(type) || !isThere(type[0])) return [];
      const own: unknown = isThere(type[1]) ? type[1] : lengths;
      return [{ pattern: whole(type[0]), lengths: Array.isArray(own) ? own : [] }];
    }),
  };
}

const plans = new Map<CountryCode, NumberingPlan | undefined>();

export function planOf(country: CountryCode): NumberingPlan | undefined {
  if (!plans.has(country)) plans.set(country, read(country));
  return plans.get(country);
}

const shared = new Map<string, readonly NumberingPlan[]>();

/** Plans of a calling code, the main country's first; none where it is of no country. */
export function plansOfCode(callingCode: string): readonly NumberingPlan[] {
  const known = shared.get(callingCode);
  if (known !== undefined) return known;
  const plansOfIt = (metadata.country_calling_codes[callingCode] ?? []).flatMap(
    (country) => planOf(country) ?? [],
  );
  if (plansOfIt.length > 0) shared.set(callingCode, plansOfIt);
  return plansOfIt;
}

/** Whether a number, as it follows the calling code, is of one of the types of the plan. */
export const isOfPlan = (plan: NumberingPlan, number: string): boolean =>
  plan.general.test(number) &&
  plan.types.some(({ pattern, lengths }) => lengths.includes(number.length) && pattern.test(number));
