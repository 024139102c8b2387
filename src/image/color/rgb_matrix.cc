#include "image/color/rgb_matrix.h"

namespace pictor::image {
namespace {

using Vector = std::array<double, 3>;
using Matrix = std::array<Vector, 3>;  // rows

Vector multiply(const Matrix& m, const Vector& v) {
  Vector product{};
  for (int row = 0; row < 3; ++row) product[row] = m[row][0] * v[0] + m[row][1] * v[1] + m[row][2] * v[2];
  return product;
}

/// By the adjugate.
Matrix inverse(const Matrix& m) {
  const auto minor = [&](int row, int column) {
    const int r1 = (row + 1) % 3;
    const int r2 = (row + 2) % 3;
    const int c1 = (column + 1) % 3;
    const int c2 = (column + 2) % 3;
    return m[r1][c1] * m[r2][c2] - m[r1][c2] * m[r2][c1];
  };
  const double determinant = m[0][0] * minor(0, 0) + m[0][1] * minor(0, 1) + m[0][2] * minor(0, 2);
  Matrix inverted{};
  for (int row = 0; row < 3; ++row) {
    for (int column = 0; column < 3; ++column) inverted[row][column] = minor(column, row) / determinant;
  }
  return inverted;
}

/// XYZ of a chromaticity at luminance 1.
Vector xyz(double x, double y) { return {x / y, 1, (1 - x - y) / y}; }

/// RGB to XYZ: columns are the primaries, scaled so that they add up to white (SMPTE RP 177).
Matrix to_xyz(const Chromaticities& c) {
  const Vector red = xyz(c.red_x, c.red_y);
  const Vector green = xyz(c.green_x, c.green_y);
  const Vector blue = xyz(c.blue_x, c.blue_y);
  Matrix primaries{};
  for (int row = 0; row < 3; ++row) primaries[row] = {red[row], green[row], blue[row]};
  const Vector scale = multiply(inverse(primaries), xyz(c.white_x, c.white_y));
  for (Vector& row : primaries) {
    for (int column = 0; column < 3; ++column) row[column] *= scale[column];
  }
  return primaries;
}

}  // namespace

std::array<std::array<float, 3>, 3> linear_rgb_matrix(const Chromaticities& from, const Chromaticities& to) {
  const Matrix source = to_xyz(from);
  const Matrix target = inverse(to_xyz(to));
  std::array<std::array<float, 3>, 3> product{};
  for (int column = 0; column < 3; ++column) {
    const Vector primary = multiply(target, {source[0][column], source[1][column], source[2][column]});
    for (int row = 0; row < 3; ++row) product[row][column] = static_cast<float>(primary[row]);
  }
  return product;
}

}  // namespace pictor::image
