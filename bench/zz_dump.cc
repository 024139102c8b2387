#include <cmath>
#include <cstdio>
#include "photos.h"
#include "image/encode/encode.h"
#include "image/encode/flatten.h"
#include "image/metric/ssimulacra2.h"
#pragma clang diagnostic ignored "-Weverything"
using namespace pictor; using namespace pictor::image; namespace bm=pictor::bench;
static double LL(const uint8_t*q){return .299*q[0]+.587*q[1]+.114*q[2];}
static MetricPicture mv(const PictureView& v){return {.pixels={v.pixels,v.size()},.width=v.width,.height=v.height,.channels=v.channels,.stride=v.stride()};}
int main(int n,char**a){
  for(int i=1;i<n;++i) for(int side:{150,300,600,1200}){
    Picture p=bench::photo_at(a[i],side); if(p.channels()==0) continue; 
    Picture flat; PictureView v=p.view(); if(v.channels==4){ flat=without_alpha(v); v=flat.view(); }
    if(v.width<16||v.height<16) continue;
    // features
    int B=8; std::vector<double> hy(20),hc(20),hg(20); long blocks=0;
    for(int y=0;y+B<=v.height;y+=B)for(int x=0;x+B<=v.width;x+=B){ double s=0,s2=0,cb=0,cb2=0,cr=0,cr2=0,g=0;
      for(int j=0;j<B;++j)for(int k=0;k<B;++k){const uint8_t*q=v.row(y+j)+size_t(x+k)*3; double Y=.299*q[0]+.587*q[1]+.114*q[2],b=q[2]-Y,r=q[0]-Y; s+=Y;s2+=Y*Y;cb+=b;cb2+=b*b;cr+=r;cr2+=r*r;
        if(k+1<B&&j+1<B){const uint8_t*u=q+3,*d=v.row(y+j+1)+size_t(x+k)*3,*e=d+3; double L=LL(u),D=LL(d),E=LL(e); g+=(Y-L-D+E)*(Y-L-D+E);} }

      double N=B*B; auto bin=[](double var)->int{return std::min(19,std::max(0,(int)std::floor(2*std::log2(var+0.25)/2*1+2)));};
      hy[bin(s2/N-s*s/N/N)]++; hc[bin(cb2/N-cb*cb/N/N+cr2/N-cr*cr/N/N)]++; hg[bin(g/49)]++; ++blocks; }
    std::printf("F\t%s\t%d\t%d\t%d",a[i],side,v.width,v.height); for(auto*h:{&hy,&hc,&hg})for(double d:*h)std::printf("\t%.5f",d/blocks); std::printf("\n");
    auto ref=bench::must(MetricReference::prepare(mv(v)));
    for(Format f:{Format::kJpeg,Format::kWebp,Format::kAvif}) for(int q:{20,30,40,50,58,64,70,74,78,82,86,90,95}){
      auto e=bench::must(f==Format::kWebp?encode_webp_lossy(v,{q,Effort::kFast}):encode_picture(v,f,{q,f==Format::kJpeg?Effort::kSmall:Effort::kFast}));
      Picture d=bench::decoded(e); double s=bench::must(ref.score(mv(d.view())));
      std::printf("S\t%s\t%d\t%s\t%d\t%zu\t%.3f\n",a[i],side,std::string(to_string(f)).c_str(),q,e.size(),s);
    } std::fflush(stdout);
  }
}
