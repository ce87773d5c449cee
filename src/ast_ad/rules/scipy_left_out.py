"""Why functions of scipy.special and scipy.linalg have no rules."""

from __future__ import annotations

from ast_ad.rules.table import FOLLOWED

# These give numbers for whole numbers, which have no derivative.
OF_WHOLE_NUMBERS = """
    roots_legendre roots_chebyt roots_chebyu roots_chebyc roots_chebys roots_laguerre roots_hermite
    roots_hermitenorm roots_sh_legendre roots_sh_chebyt roots_sh_chebyu p_roots t_roots u_roots c_roots s_roots
    l_roots h_roots he_roots ps_roots ts_roots us_roots
    ai_zeros bei_zeros beip_zeros ber_zeros berp_zeros bi_zeros erf_zeros fresnel_zeros fresnelc_zeros
    fresnels_zeros jn_zeros jnjnp_zeros jnp_zeros jnyn_zeros kei_zeros keip_zeros kelvin_zeros ker_zeros
    kerp_zeros y0_zeros y1_zeros y1p_zeros yn_zeros ynp_zeros
"""
OBJECT = "it gives an object: call the function of its name with eval_ in front"
SPECIAL = {
    OBJECT: """
        legendre chebyt chebyu chebyc chebys jacobi laguerre genlaguerre hermite hermitenorm gegenbauer sh_legendre
        sh_chebyt sh_chebyu sh_jacobi
    """,
    "it gives functions of all orders at once: call that of one order for each": """
        assoc_legendre_p_all legendre_p_all sph_harm_y_all sph_legendre_p_all pbdv_seq pbvv_seq
    """,
    "it gives functions of all orders at once: for real numbers call pbdv for each": "pbdn_seq",
    "it gives functions of all orders at once: write their recurrence as a loop": "lqn lqmn",
    "its derivatives are those of a sum by a parameter, which have no closed form": """
        chndtridf ncfdtridfd ncfdtridfn nctdtridf
    """,
    "its derivative is a sum of as many terms as there are samples: write that sum as a loop": "smirnov smirnovi",
    "the derivative of the zeta function by its order has no closed form": "zetac",
    "the derivative by a parameter of its equation has no closed form": """
        mathieu_a mathieu_b mathieu_even_coef mathieu_odd_coef obl_cv pro_cv obl_cv_seq pro_cv_seq
    """,
    "what SciPy gives for its derivative is not that of its values": "obl_rad2 obl_rad2_cv pro_rad2 pro_rad2_cv",
    "SciPy finds its values to few digits only": "ncfdtrinc",
    "SciPy does not return from calls of it in single precision": """
        pro_ang1 pro_ang1_cv pro_rad1 pro_rad1_cv obl_ang1 obl_ang1_cv obl_rad1 obl_rad1_cv
    """,
    "its polynomials come with coefficients that SciPy does not give": "ellip_harm ellip_harm_2 ellip_normal",
    "it has no rule by a parameter: take the nodes for eigenvalues, by numpy.linalg.eigh, of the matrix of the recurrence": """
        roots_jacobi roots_genlaguerre roots_gegenbauer roots_sh_jacobi j_roots la_roots cg_roots js_roots
    """,
}
LINALG = {
    "it gives functions": "find_best_blas_type get_blas_funcs get_lapack_funcs",
    "the bases that it gives are some of many: their cosines are the singular values of a block": "cossin",
    "the form depends on choices that are not continuous": """
        schur cdf2rdf qz ordqz hessenberg ldl
    """,
    "the factors are updated in place of being found anew: take qr of the changed matrix": "qr_delete qr_insert qr_update",
    "its matrix is drawn at random": "clarkson_woodruff_transform",
    "it calls a function: take eig, and call it with the eigenvalues": "funm",
    "it tells of values": "bandwidth interpolative ishermitian issymmetric",
    FOLLOWED: "diagsvd expm_cond khatri_rao leslie null_space orth orthogonal_procrustes rsf2csf",
}
