/** The table of personal data: every row, by country and family. */
import type { Detector } from '../../detector.js';
import { africaAndMiddleEast } from './africa-and-middle-east.js';
import { byKey } from './by-key.js';
import { contact } from './contact.js';
import { datesAndPlaces } from './dates-and-places.js';
import { eastAsia } from './east-asia.js';
import { easternEurope } from './eastern-europe.js';
import { franceBeneluxIreland } from './france-benelux-ireland.js';
import { germanyAustriaSwitzerland } from './germany-austria-switzerland.js';
import { health } from './health.js';
import { iberiaAndItaly } from './iberia-and-italy.js';
import { latinAmericaAndCanada } from './latin-america-and-canada.js';
import { network } from './network.js';
import { nordics } from './nordics.js';
import { oceania } from './oceania.js';
import { payment } from './payment.js';
import { southAsiaAndSouthEastAsia } from './south-asia-and-south-east-asia.js';
import { southEasternEurope } from './south-eastern-europe.js';
import { unitedKingdom } from './united-kingdom.js';
import { unitedStates } from './united-states.js';
import { vehiclesAndDevices } from './vehicles-and-devices.js';
import { wallets } from './wallets.js';

export const personal: readonly Detector[] = [
  ...contact,
  ...payment,
  ...wallets,
  ...network,
  ...vehiclesAndDevices,
  ...datesAndPlaces,
  ...health,
  ...byKey,
  ...unitedStates,
  ...latinAmericaAndCanada,
  ...unitedKingdom,
  ...iberiaAndItaly,
  ...germanyAustriaSwitzerland,
  ...franceBeneluxIreland,
  ...nordics,
  ...easternEurope,
  ...southEasternEurope,
  ...eastAsia,
  ...southAsiaAndSouthEastAsia,
  ...oceania,
  ...africaAndMiddleEast,
];
