/* Fused loops for training on a CPU; see fused.py for what they compute and why they exist.
 *
 * PyTorch's own bfloat16 GroupNorm and SiLU take longer on a CPU with matrix units than the
 * convolutions between them (6.7 + 5.4 ms against 3.1 ms for a [64, 192, 16, 16] tensor, two
 * cores). Both are bound by memory, so one pass over a sample that stays in the L2 cache does it.
 * Layout: x is [n, positions, channels], i.e. a channels_last tensor; bfloat16 is the upper half
 * of a float32. Statistics and affine coefficients are float32.
 */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

static inline float widen(uint16_t h) {
  union { uint32_t u; float f; } v;
  v.u = (uint32_t)h << 16;
  return v.f;
}

static inline uint16_t narrow(float f) {
  union { uint32_t u; float f; } v;
  v.f = f;
  return (uint16_t)((v.u + 0x7fffu + ((v.u >> 16) & 1u)) >> 16);
}

static inline float sigmoid(float z) { return 1.0f / (1.0f + expf(-z)); }

/* y = act(norm(x) * scale + shift), scale and shift [n, channels]; stats receives mean, 1/std. */
void norm_act_forward(const uint16_t *x, const float *scale, const float *shift, uint16_t *y,
                      float *stats, int n, int positions, int channels, int groups, int silu,
                      float epsilon) {
  const int width = channels / groups;
#pragma omp parallel for schedule(static)
  for (int i = 0; i < n; i++) {
    float sum[2048] = {0}, square[2048] = {0}, mul[2048], add[2048];
    const uint16_t *xs = x + (size_t)i * positions * channels;
    uint16_t *ys = y + (size_t)i * positions * channels;
    for (int p = 0; p < positions; p++)
      for (int c = 0; c < channels; c++) {
        const float v = widen(xs[p * channels + c]);
        sum[c] += v;
        square[c] += v * v;
      }
    for (int g = 0; g < groups; g++) {
      float s = 0, q = 0;
      for (int c = g * width; c < (g + 1) * width; c++) s += sum[c], q += square[c];
      const float mean = s / (width * positions);
      float variance = q / (width * positions) - mean * mean;
      const float inverse = 1.0f / sqrtf((variance > 0 ? variance : 0) + epsilon);
      stats[((size_t)i * groups + g) * 2] = mean;
      stats[((size_t)i * groups + g) * 2 + 1] = inverse;
      for (int c = g * width; c < (g + 1) * width; c++) {
        mul[c] = inverse * scale[(size_t)i * channels + c];
        add[c] = shift[(size_t)i * channels + c] - mean * mul[c];
      }
    }
    for (int p = 0; p < positions; p++) {
      const uint16_t *row = xs + p * channels;
      uint16_t *out = ys + p * channels;
      if (silu)
        for (int c = 0; c < channels; c++) {
          const float z = widen(row[c]) * mul[c] + add[c];
          out[c] = narrow(z * sigmoid(z));
        }
      else
        for (int c = 0; c < channels; c++) out[c] = narrow(widen(row[c]) * mul[c] + add[c]);
    }
  }
}

/* Gradients of the above: dx like x; dscale, dshift [n, channels]. */
void norm_act_backward(const uint16_t *dy, const uint16_t *x, const float *scale,
                       const float *shift, const float *stats, uint16_t *dx, float *dscale,
                       float *dshift, int n, int positions, int channels, int groups, int silu) {
  const int width = channels / groups;
#pragma omp parallel
  {
    float *dz = malloc(sizeof(float) * (size_t)positions * channels);
#pragma omp for schedule(static)
    for (int i = 0; i < n; i++) {
      float mean[2048], inverse[2048], a[2048], b[2048], k0[2048], k1[2048], k2[2048];
      float *da = dscale + (size_t)i * channels, *db = dshift + (size_t)i * channels;
      const uint16_t *xs = x + (size_t)i * positions * channels;
      const uint16_t *dys = dy + (size_t)i * positions * channels;
      uint16_t *dxs = dx + (size_t)i * positions * channels;
      for (int c = 0; c < channels; c++) {
        const float *s = stats + ((size_t)i * groups + c / width) * 2;
        mean[c] = s[0];
        inverse[c] = s[1];
        a[c] = scale[(size_t)i * channels + c];
        b[c] = shift[(size_t)i * channels + c];
        da[c] = db[c] = 0;
      }
      for (int p = 0; p < positions; p++) {
        const uint16_t *row = xs + p * channels, *drow = dys + p * channels;
        float *zrow = dz + (size_t)p * channels;
        if (silu)
          for (int c = 0; c < channels; c++) {
            const float h = (widen(row[c]) - mean[c]) * inverse[c];
            const float z = h * a[c] + b[c], s = sigmoid(z);
            const float d = widen(drow[c]) * s * (1.0f + z * (1.0f - s));
            zrow[c] = d;
            da[c] += d * h;
            db[c] += d;
          }
        else
          for (int c = 0; c < channels; c++) {
            const float h = (widen(row[c]) - mean[c]) * inverse[c];
            const float d = widen(drow[c]);
            zrow[c] = d;
            da[c] += d * h;
            db[c] += d;
          }
      }
      /* dx = 1/std (dz a - mean(dz a) - h mean(dz a h)), written as k0 dz + k1 x + k2. */
      for (int g = 0; g < groups; g++) {
        float m1 = 0, m2 = 0;
        for (int c = g * width; c < (g + 1) * width; c++) m1 += a[c] * db[c], m2 += a[c] * da[c];
        m1 /= width * positions;
        m2 /= width * positions;
        for (int c = g * width; c < (g + 1) * width; c++) {
          k0[c] = inverse[c] * a[c];
          k1[c] = -inverse[c] * inverse[c] * m2;
          k2[c] = -inverse[c] * m1 - k1[c] * mean[c];
        }
      }
      for (int p = 0; p < positions; p++) {
        const uint16_t *row = xs + p * channels;
        const float *zrow = dz + (size_t)p * channels;
        uint16_t *out = dxs + p * channels;
        for (int c = 0; c < channels; c++)
          out[c] = narrow(k0[c] * zrow[c] + k1[c] * widen(row[c]) + k2[c]);
      }
    }
    free(dz);
  }
}

/* AdamW on float32 masters, their running average, and the bfloat16 copies that the model uses. */
void adamw_ema(float *master, float *m, float *v, float *ema, uint16_t *weight,
               const uint16_t *grad, const float *decay, int64_t count, float rate, float beta1,
               float beta2, float epsilon, float correction1, float correction2, float clip,
               float ema_decay) {
#pragma omp parallel for schedule(static)
  for (int64_t i = 0; i < count; i++) {
    const float g = widen(grad[i]) * clip;
    const float m1 = beta1 * m[i] + (1 - beta1) * g;
    const float v1 = beta2 * v[i] + (1 - beta2) * g * g;
    m[i] = m1;
    v[i] = v1;
    float p = master[i];
    p -= rate * (m1 * correction1 / (sqrtf(v1 * correction2) + epsilon) + decay[i] * p);
    master[i] = p;
    ema[i] += (1 - ema_decay) * (p - ema[i]);
    weight[i] = narrow(p);
  }
}

/* Nesterov momentum of Muon: m = beta m + g, out = g + beta m (both unscaled), out bfloat16. */
void muon_momentum(float *m, const uint16_t *grad, uint16_t *out, int64_t count, float beta,
                   float clip) {
#pragma omp parallel for schedule(static)
  for (int64_t i = 0; i < count; i++) {
    const float g = widen(grad[i]) * clip;
    m[i] = beta * m[i] + g;
    out[i] = narrow(g + beta * m[i]);
  }
}

/* p -= rate (scale update + decay p), its running average and its bfloat16 copy. */
void apply_update(float *master, float *ema, uint16_t *weight, const uint16_t *update,
                  int64_t count, float rate, float scale, float decay, float ema_decay) {
#pragma omp parallel for schedule(static)
  for (int64_t i = 0; i < count; i++) {
    float p = master[i];
    p -= rate * (scale * widen(update[i]) + decay * p);
    master[i] = p;
    ema[i] += (1 - ema_decay) * (p - ema[i]);
    weight[i] = narrow(p);
  }
}

/* Sum of squares of a bfloat16 vector, for clipping the gradient. */
double square_sum(const uint16_t *x, int64_t count) {
  double total = 0;
#pragma omp parallel for schedule(static) reduction(+ : total)
  for (int64_t block = 0; block < (count + 4095) / 4096; block++) {
    const int64_t end = block * 4096 + 4096 < count ? block * 4096 + 4096 : count;
    float sum = 0;
    for (int64_t i = block * 4096; i < end; i++) sum += widen(x[i]) * widen(x[i]);
    total += sum;
  }
  return total;
}
