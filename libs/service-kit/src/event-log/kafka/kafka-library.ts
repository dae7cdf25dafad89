/** kafkajs with our replacements in it, which must be there before it is loaded: the one place that imports its code. */
import './fast-encoding.js';
import kafkajs from 'kafkajs';

export const { Kafka, ConfigResourceTypes, logLevel } = kafkajs;
