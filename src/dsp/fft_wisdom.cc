#include "dsp/fft_wisdom.h"

namespace tributary::dsp {

const char* fft_wisdom() {
  return R"wisdom((fftw-3.3.10 fftwf_wisdom #x9e7d4dee #xdb14fed1 #x34bf76a4 #xeb6e8fdf
  (fftwf_codelet_r2cf_2 2 #x31bff #x31bff #x0 #x51ddea57 #x59e4640b #x937b3935 #xc99d9ee8)
  (fftwf_codelet_hc2cfdftv_2_sse2 0 #x31bff #x31bff #x0 #x54819c61 #xf37fbdf5 #x77ca865d #xaad3dc59)
  (fftwf_codelet_t3fv_32_avx 0 #x31bff #x31bff #x0 #x5f2761de #x09897664 #x94ae9912 #xac989cc9)
  (fftwf_codelet_t3fv_10_avx 0 #x31bff #x31bff #x0 #x3bba99a0 #x1e76fcf8 #x991efe20 #xbdba1725)
  (fftwf_codelet_hc2cfdftv_2_sse2 0 #x31bff #x31bff #x0 #xa220af66 #x45da8fb1 #x261b5fd2 #x3700cf81)
  (fftwf_codelet_r2cf_2 2 #x31bff #x31bff #x0 #x56fbb152 #xf52873cd #xa77f4eec #x8447b0eb)
  (fftwf_codelet_t3fv_5_avx 0 #x31bff #x31bff #x0 #xc260309f #xb4845c3e #x4795f0d0 #x78fc8112)
  (fftwf_codelet_r2cfII_6 2 #x31bff #x31bff #x0 #x5d5a35cc #x88f1f238 #xb94f7199 #x6d13517c)
  (fftwf_codelet_t3fv_20_avx 0 #x31bff #x31bff #x0 #x2bb967aa #x1d2149b7 #xf7539ba0 #x70aa934a)
  (fftwf_codelet_t3fv_5_avx 0 #x31bff #x31bff #x0 #x0cb19b16 #x8982ea63 #x012b10bc #xfb310cc7)
  (fftwf_dft_vrank_geq1_register 0 #x31bff #x31bff #x0 #x9733ab25 #xcdd484af #x619e25b8 #x88b74d59)
  (fftwf_codelet_r2cfII_2 2 #x31bff #x31bff #x0 #x3cbae5cb #x3b1ae891 #xebfc9b03 #x32fabce8)
  (fftwf_codelet_r2cfII_2 2 #x31bff #x31bff #x0 #x1cca8fc4 #x38e4271b #x227a872a #xca60d7fa)
  (fftwf_dft_vrank_geq1_register 0 #x31bff #x31bff #x0 #x9be7fd48 #xddd4b587 #xa4d89d3c #xcfe8fc9f)
  (fftwf_codelet_t3fv_5_avx 0 #x31bff #x31bff #x0 #xef73f5b4 #xa32583db #x8d37f624 #xe7e68619)
  (fftwf_codelet_n1fv_20_avx 0 #x31bff #x31bff #x0 #x0e2f0ff8 #x26c84a50 #x56dd5b15 #x5c639eb9)
  (fftwf_codelet_hc2cfdftv_2_sse2 0 #x31bff #x31bff #x0 #x818f2592 #xc227cb08 #xceb99249 #x6539a01a)
  (fftwf_codelet_n1fv_12_sse2 0 #x31bff #x31bff #x0 #xb683cbcc #x849f5a4f #x343eb619 #x3d8cd177)
  (fftwf_codelet_hc2cfdftv_6_sse2 0 #x31bff #x31bff #x0 #x683a9367 #xbb781967 #xba22a8fd #xf0de42b7)
  (fftwf_codelet_n1fv_12_avx 0 #x31bff #x31bff #x0 #x76a7428f #x37fc1df6 #x4fb91c1d #xbb2c5fcd)
  (fftwf_codelet_r2cf_2 2 #x31bff #x31bff #x0 #x25121a37 #xbc250bcb #x2b5ba352 #x1b660bd9)
  (fftwf_codelet_t2fv_4_avx 0 #x31bff #x31bff #x0 #x1b63c7ce #x5c1d9f23 #x22fe28c0 #x2b468cd1)
  (fftwf_dft_vrank_geq1_register 0 #x31bff #x31bff #x0 #xf1b2550b #xd3e79b3c #x5d8f88c6 #x4041ee2a)
  (fftwf_codelet_n1fv_12_sse2 0 #x31bff #x31bff #x0 #xf46432d1 #xf3494c5d #xd81eff9b #x20bd6232)
  (fftwf_codelet_r2cfII_2 2 #x31bff #x31bff #x0 #x40f4c327 #x5435fec7 #x0f4fc969 #x6eb1ad3d)
  (fftwf_dft_vrank_geq1_register 0 #x31bff #x31bff #x0 #x05ddc542 #x39c1cf4d #x80e19d1d #xe850288a)
  (fftwf_codelet_r2cf_6 2 #x31bff #x31bff #x0 #xe49b4bae #x10e2b3da #x34790116 #x587acc32)
))wisdom";
}

}  // namespace tributary::dsp
