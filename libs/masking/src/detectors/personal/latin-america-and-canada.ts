/** Numbers of Canada, Mexico, Brazil, Argentina, Chile, Colombia, Ecuador and Peru. */
import { isDateOfSomeCentury } from '../../checksums/calendar-date.js';
import { allTheSame, digitsOf, lettersAndDigitsOf } from '../../checksums/digits.js';
import { luhn } from '../../checksums/luhn.js';
import { checkedAt } from '../../checksums/weighted-sum.js';
import type { Detector } from '../../detector.js';
import { row } from './row.js';
import { shape } from './shape.js';

const elevenOrZero = (sum: number): number => (sum % 11 < 2 ? 0 : 11 - (sum % 11));

const isCpf = (text: string): boolean => {
  const digits = digitsOf(text);
  return (
    !allTheSame(digits) &&
    checkedAt(digits, 9, [10, 9, 8, 7, 6, 5, 4, 3, 2], elevenOrZero) &&
    checkedAt(digits, 10, [11, 10, 9, 8, 7, 6, 5, 4, 3, 2], elevenOrZero)
  );
};

/** Letters (since 2026) count by their ASCII code less 48: A = 17. */
function isCnpj(text: string): boolean {
  const id = lettersAndDigitsOf(text);
  const check = (at: number): boolean => {
    let sum = 0;
    for (let place = 0; place < at; place++)
      sum += (id.charCodeAt(place) - 48) * (2 + ((at - 1 - place) % 8));
    return Number(id[at]) === elevenOrZero(sum);
  };
  return !allTheSame(id) && check(12) && check(13);
}

const isCuit = (text: string): boolean =>
  checkedAt(digitsOf(text), 10, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2], (sum) => (11 - (sum % 11)) % 11);

/** Weights 2 to 7 from the right; ten is K. */
function isRut(text: string): boolean {
  const id = lettersAndDigitsOf(text);
  const sum = Array.from(id.slice(0, -1))
    .reverse()
    .reduce((total, digit, at) => total + Number(digit) * (2 + (at % 6)), 0);
  return '0123456789K'[(11 - (sum % 11)) % 11] === id.at(-1);
}

/** Eighteenth place of a CURP; Ñ stands between N and O, so that letters behind it count one more. */
function isCurp(text: string): boolean {
  const id = text.toUpperCase();
  const alphabet = '0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ';
  const sum = Array.from(id.slice(0, 17)).reduce(
    (total, character, at) => total + alphabet.indexOf(character) * (18 - at),
    0,
  );
  return isMexicanDate(id.slice(4, 10)) && Number(id[17]) === (10 - (sum % 10)) % 10;
}
const isMexicanDate = (digits: string): boolean =>
  isDateOfSomeCentury(Number(digits.slice(0, 2)), Number(digits.slice(2, 4)), Number(digits.slice(4, 6)));

const isNit = (text: string): boolean => {
  const digits = digitsOf(text);
  return checkedAt(digits, 9, [41, 37, 29, 23, 19, 17, 13, 7, 3], (sum) =>
    sum % 11 < 2 ? sum % 11 : 11 - (sum % 11),
  );
};

const isRuc = (digits: string): boolean =>
  checkedAt(digits, 10, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2], (sum) => (11 - (sum % 11)) % 10);

export const latinAmericaAndCanada: readonly Detector[] = [
  row({
    kind: 'ca-sin',
    country: 'CA',
    about: 'Social insurance number of Canada',
    pattern: shape(String.raw`\d{3}~?\d{3}~?\d{3}`),
    hint: 'digits',
    isValid: (text) => luhn(digitsOf(text)) && !/^8/u.test(text) && digitsOf(text) !== '000000000',
    context: ['sin', 'social insurance', 'nas', 'assurance sociale'],
    needsContext: true,
    keys: ['sin', 'sinnumber', 'socialinsurance', 'socialinsurancenumber', 'nas'],
    score: 0.7,
    examples: {
      match: ['SIN 046 454 286', '{"sin":"046454286"}', "numéro d'assurance sociale 130-692-544"],
      not: ['046 454 286', 'SIN 046 454 287', 'SIN 846 454 286'],
    },
  }),
  row({
    kind: 'mx-curp',
    country: 'MX',
    about: 'Population registry code of Mexico (CURP)',
    pattern: shape(String.raw`[A-Z][AEIOUX][A-Z]{2}\d{6}[HMX][A-Z]{2}[B-DF-HJ-NP-TV-Z]{3}[A-Z0-9]\d`, 'giu'),
    hint: 'letters-and-digits',
    isValid: isCurp,
    context: ['curp'],
    keys: ['curp'],
    score: 0.9,
    examples: {
      match: ['BOXW310820HNERXN09', 'CURP boxw310820hnerxn09', 'su clave BOXW310820HNERXN09.'],
      not: ['BOXW310820HNERXN08', 'BOXW311320HNERXN09', 'BOXW310820ZNERXN09'],
    },
  }),
  row({
    kind: 'mx-rfc',
    country: 'MX',
    about: 'Taxpayer code of a person in Mexico (RFC)',
    pattern: shape(String.raw`[A-ZÑ&]{4}[ \-]?\d{6}[ \-]?[A-Z0-9]{2}[0-9A]`),
    hint: 'letters-and-digits',
    isValid: (text) => isMexicanDate(digitsOf(text.slice(4, 12))),
    context: ['rfc'],
    keys: ['rfc'],
    score: 0.7,
    examples: {
      match: ['GODE561231GR8', 'RFC GODE-561231-GR8', 'PEÑA800101AB1'],
      not: ['GODE561331GR8', 'GODE56123GR8', 'GOD561231GR89'],
    },
  }),
  row({
    kind: 'br-cpf',
    country: 'BR',
    about: 'Taxpayer number of a person in Brazil (CPF)',
    pattern: shape(String.raw`\d{3}~?\d{3}~?\d{3}~?\d{2}`),
    hint: 'digits',
    isValid: isCpf,
    context: ['cpf'],
    keys: ['cpf', 'cpfnumber'],
    score: 0.8,
    examples: {
      match: ['390.533.447-05', 'CPF 39053344705', 'titular 123.456.789-09.'],
      not: ['390.533.447-06', '111.111.111-11', '390533447055'],
    },
  }),
  row({
    kind: 'br-cnpj',
    category: 'financial',
    country: 'BR',
    about: 'Taxpayer number of a company in Brazil (CNPJ), with letters since 2026 too',
    pattern: shape(
      String.raw`[A-Z0-9]{2}\.[A-Z0-9]{3}\.[A-Z0-9]{3}\/?[A-Z0-9]{4}-?\d{2}|[A-Z0-9]{8}\/[A-Z0-9]{4}-?\d{2}|[A-Z0-9]{8}00\d{4}`,
    ),
    hint: 'digits',
    isValid: isCnpj,
    context: ['cnpj'],
    keys: ['cnpj', 'cnpjnumber'],
    score: 0.75,
    examples: {
      match: ['16.727.230/0001-97', 'CNPJ 16727230000197', '12.ABC.345/01DE-35'],
      not: ['16.727.230/0001-98', '20230619140457', '00.000.000/0000-00', '12.ABC.345/01DE-36'],
    },
  }),
  row({
    kind: 'ar-cuit',
    country: 'AR',
    about: 'Tax and labour number of Argentina (CUIT, CUIL)',
    pattern: shape(String.raw`(?:2[034567]|3[034])~?\d{8}~?\d`),
    hint: 'digits',
    isValid: isCuit,
    context: ['cuit', 'cuil'],
    keys: ['cuit', 'cuil'],
    score: 0.75,
    examples: {
      match: ['20-05536168-2', 'CUIT 20055361682', 'CUIL 27-12345678-0'],
      not: ['20-05536168-3', '21-05536168-2', '200553616820'],
    },
  }),
  row({
    kind: 'ar-dni',
    country: 'AR',
    about: 'Identity document of Argentina (DNI), by key or word',
    pattern: shape(String.raw`\d{1,2}\.?\d{3}\.?\d{3}`),
    hint: 'digits',
    context: ['dni', 'documento nacional de identidad', 'documento'],
    needsContext: true,
    keys: ['dni', 'documentonacional'],
    score: 0.5,
    examples: {
      match: ['DNI 12.345.678', '{"dni":"12345678"}', 'documento 5.123.456'],
      not: ['12.345.678', 'DNI 12.345', '{"size":"12345678"}'],
    },
  }),
  row({
    kind: 'cl-rut',
    country: 'CL',
    about: 'Identity and tax number of Chile (RUT, RUN)',
    pattern: shape(String.raw`(?:\d{1,2}\.\d{3}\.\d{3}|\d{7,8})-[0-9Kk]`),
    hint: 'digits',
    isValid: isRut,
    context: ['rut', 'run'],
    keys: ['rut', 'run'],
    score: 0.7,
    examples: {
      match: ['12.531.909-2', 'RUT 12345678-5', '11.111.111-1'],
      not: ['12.531.909-3', '12345678-K', '125319092'],
    },
  }),
  row({
    kind: 'co-nit',
    country: 'CO',
    about: 'Tax number of Colombia (NIT) with its check digit',
    pattern: shape(String.raw`\d{3}\.?\d{3}\.?\d{3}-?\d`),
    hint: 'digits',
    isValid: isNit,
    context: ['nit', 'tributaria'],
    needsContext: true,
    keys: ['nit'],
    score: 0.65,
    examples: {
      match: ['NIT 213.123.432-1', '{"nit":"2131234321"}', 'nit: 213123432-1'],
      not: ['213.123.432-1', 'NIT 213.123.432-2', 'NIT 213.123.43-1'],
    },
  }),
  row({
    kind: 'co-cedula',
    country: 'CO',
    about: 'Identity card of Colombia and other countries that say cédula, by key or word',
    pattern: shape(String.raw`\d{1,3}(?:\.?\d{3}){2,3}|\d{6,10}`),
    hint: 'digits',
    context: ['cédula', 'cedula', 'c.c.', 'cédula de ciudadanía'],
    needsContext: true,
    keys: ['cedula', 'cédula', 'cedulaciudadania', 'numerocedula'],
    score: 0.5,
    examples: {
      match: ['cédula 1.020.304.050', '{"cedula":"79123456"}', 'Cedula: 1020304050'],
      not: ['1.020.304.050', 'cédula 1020', '{"id":"79123456"}'],
    },
  }),
  row({
    kind: 'ec-cedula',
    country: 'EC',
    about: 'Identity card of Ecuador',
    pattern: shape(String.raw`(?:[01]\d|2[0-4]|30)[0-6]\d{7}`),
    hint: 'digits',
    isValid: luhn,
    context: ['cédula', 'cedula', 'ecuador'],
    needsContext: true,
    keys: ['cedula', 'cédula', 'ci'],
    score: 0.6,
    examples: {
      match: ['cédula 1710034065', '{"ci":"1710034065"}', 'Ecuador 1710034065'],
      not: ['1710034065', 'cédula ecuatoriana', 'Ecuador 1710034066'],
    },
  }),
  row({
    kind: 'pe-ruc',
    country: 'PE',
    about: 'Taxpayer number of Peru (RUC)',
    pattern: shape(String.raw`(?:1[0567]|20)\d{9}`),
    hint: 'digits',
    isValid: isRuc,
    context: ['ruc', 'sunat'],
    needsContext: true,
    keys: ['ruc'],
    score: 0.65,
    examples: {
      match: ['RUC 20512333797', '{"ruc":"20512333797"}', 'SUNAT 20512333797'],
      not: ['20512333797', 'RUC 20512333798', 'RUC 30512333797'],
    },
  }),
];
