/** Numbers of vehicles and telephones. */
import { digitsOf } from '../../checksums/digits.js';
import { luhn } from '../../checksums/luhn.js';
import { vehicleIdentificationNumber } from '../../checksums/vehicle-identification-number.js';
import type { Detector } from '../../detector.js';
import { row } from './row.js';
import { shape } from './shape.js';

export const vehiclesAndDevices: readonly Detector[] = [
  row({
    kind: 'vin',
    about: 'Vehicle identification number (ISO 3779) with the check digit of North America',
    pattern: shape(
      String.raw`(?=[A-HJ-NPR-Z]{0,16}\d)(?=\d{0,16}[A-HJ-NPR-Z])[A-HJ-NPR-Z0-9]{8}[0-9X][A-HJ-NPR-Z0-9]{4}\d{4}`,
    ),
    hint: 'letters-and-digits',
    isValid: vehicleIdentificationNumber,
    context: ['vin', 'vehicle', 'chassis'],
    keys: ['vin', 'vinnumber', 'vehicleidentificationnumber', 'chassisnumber'],
    score: 0.75,
    examples: {
      match: ['1M8GDM9AXKP042788', 'VIN 1HGCM82633A004352', 'car 5GZCZ43D13S812715.'],
      not: ['1M8GDM9A1KP042788', '11111111111111111', '1M8GDM9AXKP04278'],
    },
  }),
  row({
    kind: 'vin-unchecked',
    about: 'Vehicle identification number of makers that write no check digit, by key or word',
    pattern: shape(String.raw`[A-HJ-NPR-Z0-9]{13}\d{4}`, 'giu'),
    hint: 'letters-and-digits',
    context: ['vin', 'chassis number', 'fahrgestellnummer', 'fin', 'numéro de châssis', 'telaio'],
    needsContext: true,
    keys: ['vin', 'vinnumber', 'vehicleidentificationnumber', 'chassisnumber', 'fahrgestellnummer', 'fin'],
    score: 0.6,
    replacement: '[VIN]',
    examples: {
      match: ['VIN WVWZZZ1JZXW000001', '{"vin":"wvwzzz1jzxw000001"}', 'Fahrgestellnummer: WDB1110121A123456'],
      not: ['WVWZZZ1JZXW000001', 'VIN WVWZZZ1JZXW00000', 'VIN WVWZZZ1JZXO000001'],
    },
  }),
  row({
    kind: 'imei',
    about: 'IMEI of a telephone (3GPP TS 23.003), by key or word',
    pattern: shape(String.raw`\d{2}~?\d{6}~?\d{6}~?\d`),
    hint: 'digits',
    isValid: (text) => luhn(digitsOf(text)),
    context: ['imei', 'handset', 'device id'],
    needsContext: true,
    keys: ['imei', 'imeinumber', 'deviceimei', 'imei1', 'imei2'],
    score: 0.7,
    examples: {
      match: ['IMEI 490154203237518', '{"imei":"352099001761481"}', 'imei: 49-015420-323751-8'],
      not: ['490154203237518', 'IMEI 490154203237519', 'IMEI 1490154203237518'],
    },
  }),
  row({
    kind: 'imsi',
    about: 'IMSI of a SIM card, by key or word',
    pattern: shape(String.raw`[2-79]\d{13,14}`),
    hint: 'digits',
    context: ['imsi'],
    needsContext: true,
    keys: ['imsi'],
    score: 0.6,
    examples: {
      match: ['IMSI 310150123456789', '{"imsi":"262011234567890"}', 'imsi: 460001234567890'],
      not: ['310150123456789', 'imsi 3101501234', 'imsi 810150123456789'],
    },
  }),
  row({
    kind: 'licence-plate',
    about: 'Licence plate of a vehicle, by key or word',
    pattern: shape(String.raw`(?=[A-ZÄÖÜ \-]{0,8}\d)[A-ZÄÖÜ0-9]{1,4}(?:[ \-]?[A-Z0-9]{1,5}){1,3}`, 'giu'),
    hint: 'digits',
    context: [
      'license plate',
      'licence plate',
      'number plate',
      'plate number',
      'kfz-kennzeichen',
      'kennzeichen',
      'immatriculation',
      'matrícula',
      'targa',
    ],
    needsContext: true,
    keys: [
      'licenseplate',
      'licenceplate',
      'numberplate',
      'platenumber',
      'plate',
      'kennzeichen',
      'immatriculation',
      'targa',
      'registrationplate',
    ],
    score: 0.4,
    examples: {
      match: ['{"licensePlate":"B-XY 1234"}', '{"plate":"AB12 CDE"}', '{"number_plate":"7ABC123"}'],
      not: ['B-XY 1234', '{"licensePlate":"none"}', '{"platform":"AB12"}'],
    },
  }),
];
