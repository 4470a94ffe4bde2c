import {testHalf} from './seeds.js';

testHalf('first');
