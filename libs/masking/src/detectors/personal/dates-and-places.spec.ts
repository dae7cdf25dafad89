/** Births and places in the forms that people and programs write, by all rows together. */
import { expect, it } from 'vitest';
import type { MaskPlan } from '../../actions/mask-plan.js';
import { compileDetectors } from '../../engine/compile-detectors.js';
import { maskJson, maskText } from '../../mask.js';
import { secretDetectors } from '../secret/secret.js';
import { personal } from './personal.js';

const plan: MaskPlan = {
  engine: compileDetectors([...personal, ...secretDetectors]),
  actionOf: () => ({ kind: 'redact' }),
  keys: {},
};

it.each([
  ['lat: 40.7128, lon: -74.0060', 'lat: [COORDINATES], lon: [COORDINATES]'],
  ['latitude 40.7128 longitude -74.0060', 'latitude [COORDINATES] longitude [COORDINATES]'],
  ['lat=40.7128&lon=-74.0060', 'lat=[COORDINATES]&lon=[COORDINATES]'],
  ['location 40.7128,-74.0060', 'location [COORDINATES]'],
  [String.raw`"{\"lat\": 40.7128}"`, String.raw`"{\"lat\": [COORDINATES]}"`],
  ['dob 19850412', 'dob [DATE_OF_BIRTH]'],
  ['flat: 40.7128', 'flat: 40.7128'],
  ['DB_PASSWORD=k3Jd82hfQp0zXw', 'DB_PASSWORD=[PASSWORD_ASSIGNMENT]'],
  ['//r.example/:_password=k3Jd82hfQp0zXw', '//r.example/:_password=[NPMRC_AUTH]'],
])('masks %s', (text, masked) => {
  expect(maskText(plan, text).sent).toBe(masked);
});

it.each([
  ['{"dob":"19850412"}', '{"dob":"[DATE_OF_BIRTH]"}'],
  ['{"date_of_birth":19850412}', '{"date_of_birth":"[DATE_OF_BIRTH]"}'],
  ['{"created":19850412}', '{"created":19850412}'],
])('masks %s', (json, masked) => {
  expect(maskJson(plan, json).sent).toBe(masked);
});
