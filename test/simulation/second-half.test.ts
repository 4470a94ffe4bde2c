import {testHalf} from './seeds.js';

testHalf('second');
