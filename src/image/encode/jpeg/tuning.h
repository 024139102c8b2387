#pragma once
namespace pictor::image::jpeg {
struct Tuning {
  // luma table: base * (1 + slope * (r)^power), r = distance from DC
  double yb = 12, ys = 0.06, yp = 1.9, ydc = 1;
  double cb = 14, cs = 0.25, cp = 1.6, cdc = 1;
  double scale = 1;
  double W = 16, E0 = 40, mp = 0, Wc = 16, E0c = 20;
  double dz = 0.5, dzslope = 0.0;
  double eob = 1.0;
  int rounds = 1;
  int script = 2;
  int dering = 0;
  int trellis = 1;
  int chroma444 = 0;
  double wpow = 0;
  int mode = 0;
  double y[8] = {7.04,13.33,31.04,30.72,38.40,33.28,37.76,60.00};
  double c[8] = {13.33,16.00,28.80,28.80,38.40,33.60,57.60,80.00};
  double d[8] = {13.33,16.00,28.80,28.80,38.40,33.60,57.60,80.00};
  double dg = 0, hv = 0; double wlow = 0;
};
inline Tuning tuning;
}
