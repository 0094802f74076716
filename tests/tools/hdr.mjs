// Reads a compressed HdrHistogram V2 in base64 and prints what hdr-histogram-js makes of it, and the same
// of values it records itself: one JSON object.
import { readFileSync } from "node:fs";
import hdr from "hdr-histogram-js";

const { encoded, values } = JSON.parse(readFileSync(0, "utf8"));
const percentiles = [0, 1, 10, 25, 50, 75, 90, 95, 99, 99.9, 99.99, 100];
const own = hdr.build({
  lowestDiscernibleValue: 1,
  highestTrackableValue: 3600000000,
  numberOfSignificantValueDigits: 3,
  useWebAssembly: false,
});
for (const value of values) {
  own.recordValue(value);
}
const read = hdr.decodeFromCompressedBase64(encoded);
const figures = (histogram) => ({
  count: histogram.totalCount,
  max: histogram.maxValue,
  percentiles: percentiles.map((percentile) => histogram.getValueAtPercentile(percentile)),
});
console.log(JSON.stringify({ read: figures(read), own: figures(own), encoded: hdr.encodeIntoCompressedBase64(own) }));
